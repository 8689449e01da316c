import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { Analytics } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useAnalytics } from './api/get-analytics.ts'
import { ByDay } from './ByDay.tsx'
import { Figures } from './Figures.tsx'
import { Outcomes } from './Outcomes.tsx'
import styles from './overview.module.css'
import { TopQuestions } from './TopQuestions.tsx'

const SPANS = ['7', '30', '90']

export function OverviewPage() {
  const [days, setDays] = useState('30')
  const analytics = useAnalytics(Number(days))
  return (
    <>
      <PageHead
        title="Overview"
        hint="What visitors asked, how it was settled, and what it cost."
        actions={
          <SegmentedControl
            aria-label="Span"
            value={days}
            onChange={setDays}
            data={SPANS.map((value) => ({ value, label: `${value} days` }))}
          />
        }
      />
      {analytics.isPending && <Loading />}
      {analytics.isError && <ErrorNotice error={analytics.error} onRetry={() => void analytics.refetch()} />}
      {analytics.data && <Report analytics={analytics.data} />}
    </>
  )
}

const Report = ({ analytics }: { analytics: Analytics }) => (
  <div className={styles.report}>
    <Figures analytics={analytics} />
    <Outcomes analytics={analytics} />
    <ByDay days={analytics.conversations_by_day} />
    <TopQuestions questions={analytics.top_questions} />
  </div>
)
