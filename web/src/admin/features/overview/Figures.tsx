import type { Analytics } from '../../api/types.ts'
import { count, decimal, dollars, percent } from '../../ui/format.ts'
import styles from './overview.module.css'

export function Figures({ analytics }: { analytics: Analytics }) {
  const { total_conversations: conversations, total_cost_usd: cost, solved_pct, avg_score } = analytics
  const figures = [
    ['Conversations', count(conversations)],
    ['Messages', count(analytics.total_messages)],
    ['Messages each', decimal(analytics.avg_messages_per_conversation)],
    ['Auto-resolved', percent(analytics.auto_resolved_pct)],
    ['Escalated', percent(analytics.escalated_pct)],
    ...(solved_pct === null ? [] : [['Solved, say visitors', percent(solved_pct)]]),
    ...(avg_score === null ? [] : [['Average score', `${decimal(avg_score)} of 5`]]),
    ['Total cost', dollars(cost)],
    ['Cost each', dollars(conversations === 0 ? 0 : cost / conversations)],
  ]
  return (
    <dl className={styles.figures}>
      {figures.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
