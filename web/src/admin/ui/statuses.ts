import type { Status } from '../api/types.ts'

/** The words for each status, in the order in which a conversation goes through them. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  auto_resolved: 'Auto-resolved',
  needs_review: 'Needs review',
  open: 'Open',
  in_progress: 'In progress',
  closed: 'Closed',
}

export const STATUSES = Object.keys(STATUS_WORDS) as Status[]
