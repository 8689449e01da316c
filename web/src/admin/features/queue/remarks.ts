import type { Ticket } from '../../api/types.ts'
import { categoryWords, URGENCY_WORDS, whoAnswers } from '../../ui/escalations.ts'

/** What the queue says of a ticket under the visitor's first question: what is wanted, then why it is here. */
export function remarks(ticket: Ticket): readonly string[] {
  const { escalated, escalation_summary, escalation_category, escalation_reason } = ticket
  const why = [
    escalated ? URGENCY_WORDS[ticket.urgency] : 'Opened by hand',
    escalation_category === null ? null : categoryWords(escalation_category),
    escalation_reason,
    whoAnswers(ticket),
  ]
  return [...(escalation_summary ? [`Wants: ${escalation_summary}`] : []), why.filter(Boolean).join(' · ')]
}
