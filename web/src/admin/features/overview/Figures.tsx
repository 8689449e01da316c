import type { Analytics } from '../../api/types.ts'
import { count, decimal, dollars, percent } from '../../ui/format.ts'
import styles from './overview.module.css'

export function Figures({ analytics }: { analytics: Analytics }) {
  const { total_conversations: conversations, total_cost_usd: cost } = analytics
  const figures = [
    ['Conversations', count(conversations)],
    ['Messages', count(analytics.total_messages)],
    ['Messages each', decimal(analytics.avg_messages_per_conversation)],
    ['Auto-resolved', percent(analytics.auto_resolved_pct)],
    ['Escalated', percent(analytics.escalated_pct)],
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
