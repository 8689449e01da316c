import type { Conversation } from '../../api/types.ts'
import { ago, count, dateTime, dollars } from '../../ui/format.ts'
import { OUTCOME_WORDS } from '../../ui/outcomes.ts'
import { Fact } from './Fact.tsx'
import styles from './facts.module.css'

/** What is known of a conversation beside its words. */
export function Facts({ conversation }: { conversation: Conversation }) {
  const tokens = `${count(conversation.total_input_tokens)} in, ${count(conversation.total_output_tokens)} out`
  return (
    <aside className={styles.facts} aria-label="About this conversation">
      {conversation.notes && (
        <section className={styles.notes}>
          <h2>Note</h2>
          <p>{conversation.notes}</p>
        </section>
      )}
      <dl>
        <Fact term="Reached at">{contactWords(conversation)}</Fact>
        <Fact term="Visitor says">{ratingWords(conversation)}</Fact>
        <Fact term="Consent">{consentWords(conversation)}</Fact>
        <Fact term="Cost">{dollars(conversation.cost_usd)}</Fact>
        <Fact term="Tokens">{tokens}</Fact>
        <Fact term="Assigned to">{conversation.assigned_to}</Fact>
        <Fact term="Started">{`${dateTime(conversation.created_at)} (${ago(conversation.created_at)})`}</Fact>
        <Fact term="Closed">{conversation.closed_at && dateTime(conversation.closed_at)}</Fact>
        <Fact term="Outcome">{conversation.outcome && OUTCOME_WORDS[conversation.outcome]}</Fact>
        <Fact term="Came back">
          {conversation.reopened_count > 0 && `${count(conversation.reopened_count)} times`}
        </Fact>
        <Fact term="Source">{conversation.source}</Fact>
        <Fact term="Page">{conversation.page_url}</Fact>
        <Fact term="User">{conversation.user_id}</Fact>
        <Fact term="Business">{conversation.business_id}</Fact>
        <Fact term="Browser">{conversation.user_agent}</Fact>
      </dl>
    </aside>
  )
}

function contactWords({ contact_email, contact_name }: Conversation): string | null {
  return contact_email && contact_name ? `${contact_name}, ${contact_email}` : contact_email
}

function consentWords({ consent_version, consent_at }: Conversation): string | null {
  return consent_version && consent_at && `To version ${consent_version}, ${dateTime(consent_at)}`
}

function ratingWords({ rating_solved, rating_score, rating_comment }: Conversation): string {
  const solved = rating_solved === null ? null : rating_solved ? 'Solved' : 'Not solved'
  const score = rating_score === null ? null : `${rating_score} of 5`
  return [solved, score, rating_comment].filter(Boolean).join(', ')
}
