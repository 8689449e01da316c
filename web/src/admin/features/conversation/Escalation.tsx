import type { Conversation } from '../../api/types.ts'
import { categoryWords, URGENCY_WORDS } from '../../ui/escalations.ts'
import styles from './escalation.module.css'
import { Fact } from './Fact.tsx'

/** Why a conversation was put before people, and what the visitor wants; nothing where it was not. */
export function Escalation({ conversation }: { conversation: Conversation }) {
  const { escalated, escalation_category: category, escalation_reason, escalation_summary } = conversation
  if (!escalated) return null
  return (
    <section className={styles.escalation} aria-labelledby="escalation">
      <h2 id="escalation">Escalated</h2>
      <dl>
        <Fact term="What the visitor wants">{escalation_summary}</Fact>
        <Fact term="Why a person is needed">{escalation_reason}</Fact>
        <Fact term="Category">{category && categoryWords(category)}</Fact>
        <Fact term="Urgency">{URGENCY_WORDS[conversation.urgency]}</Fact>
      </dl>
    </section>
  )
}
