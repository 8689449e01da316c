import type { Conversation, Urgency } from '../api/types.ts'

const CATEGORY_WORDS: Readonly<Record<string, string>> = {
  payment: 'Payment',
  booking: 'Booking',
  account: 'Account',
  complaint: 'Complaint',
  safety: 'Safety',
  other: 'Something else',
  visitor_asked: 'Asked for a person',
  unresolved: 'Not resolved by the bot',
  promise: 'The bot promised too much',
  refused: 'The bot refused to answer',
  assistant_unavailable: 'The bot could not be reached',
  budget_exhausted: 'The budget is used up',
}

/** Why a person is needed, in a word or two; a category that is not known here by its own name. */
export const categoryWords = (category: string): string => CATEGORY_WORDS[category] ?? category

export const URGENCY_WORDS: Readonly<Record<Urgency, string>> = {
  low: 'Low urgency',
  normal: 'Normal urgency',
  high: 'High urgency',
}

type Answerer = Pick<Conversation, 'handled_by' | 'status' | 'assigned_to'>

/** Who answers the visitor's next message. */
export function whoAnswers({ handled_by, status, assigned_to }: Answerer): string {
  if (handled_by === 'bot') return 'The bot answers'
  if (status === 'needs_review') return 'Waits for a person'
  return `${assigned_to ?? 'A person'} answers`
}
