import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import type { Analytics } from '../../api/types.ts'
import { count, dayOfMonth } from '../../ui/format.ts'
import styles from './overview.module.css'

type Days = Analytics['conversations_by_day']

/** Conversations by day: as bars, and as a table for those who cannot see them. */
export function ByDay({ days }: { days: Days }) {
  return (
    <section aria-labelledby="by-day">
      <h2 id="by-day" className={styles.heading}>
        Conversations by day
      </h2>
      <div aria-hidden="true">
        <BarChart
          h={240}
          data={days.map(({ date, count: conversations }) => ({ day: dayOfMonth(date), conversations }))}
          dataKey="day"
          series={[{ name: 'conversations', label: 'Conversations', color: 'var(--chart)' }]}
          barChartProps={{ accessibilityLayer: false }}
          tickLine="none"
          gridAxis="x"
          barProps={{ radius: [3, 3, 0, 0], isAnimationActive: false }}
          xAxisProps={{ minTickGap: 24 }}
          yAxisProps={{ width: 40, allowDecimals: false }}
        />
      </div>
      <div className="visually-hidden">
        <DayTable days={days} />
      </div>
    </section>
  )
}

const DayTable = ({ days }: { days: Days }) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Day</th>
        <th scope="col">Conversations</th>
      </tr>
    </thead>
    <tbody>
      {days.map((day) => (
        <tr key={day.date}>
          <th scope="row">{day.date}</th>
          <td>{count(day.count)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
