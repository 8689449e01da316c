import type { Outcome } from '../api/types.ts'

/** The words for how a conversation ended, the best for the visitor first. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  confirmed: 'Solved, says the visitor',
  answered: 'Answered',
  escalated: 'Escalated',
  abandoned: 'No reply',
}

export const OUTCOMES = Object.keys(OUTCOME_WORDS) as Outcome[]
