import type { Status } from '../api/types.ts'

/** The words for each status, in the order in which a conversation goes through them. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  auto_resolved: 'Auto-resolved',
  needs_review: 'Needs review',
  open: 'Open',
  in_progress: 'In progress',
  closed: 'Closed',
}

/** Whether a person may set the one after the other; what is put before people has not been a person's yet. */
export const isMove = (from: Status, to: Status): boolean =>
  from !== to && (to !== 'needs_review' || from === 'auto_resolved')

export const STATUSES = Object.keys(STATUS_WORDS) as Status[]
