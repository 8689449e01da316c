import type { Outcome, Status } from '../../api/types.ts'
import { OUTCOMES } from '../../ui/outcomes.ts'
import { STATUSES } from '../../ui/statuses.ts'

/** What a list is narrowed down to; it is part of the address, so that a list can be shared. */
export interface Filters {
  status?: Status
  escalated?: boolean
  outcome?: Outcome
  source?: Source
  /** The first and the last day on which they began: 2026-11-22, in UTC. */
  from?: string
  to?: string
  text?: string
}

export const SOURCES = ['web', 'app', 'dashboard'] as const

export type Source = (typeof SOURCES)[number]

const DAY = /^\d{4}-\d{2}-\d{2}$/

const isDay = (value: unknown): value is string => typeof value === 'string' && DAY.test(value)

/** The filters of an address; what it does not say rightly is left out. */
export function readFilters(search: Record<string, unknown>): Filters {
  const status = STATUSES.find((one) => one === search.status)
  const outcome = OUTCOMES.find((one) => one === search.outcome)
  const source = SOURCES.find((one) => one === search.source)
  return {
    ...(status && { status }),
    ...(outcome && { outcome }),
    ...(source && { source }),
    ...(isDay(search.from) && { from: search.from }),
    ...(isDay(search.to) && { to: search.to }),
    ...(typeof search.escalated === 'boolean' && { escalated: search.escalated }),
    ...(typeof search.text === 'string' && search.text !== '' && { text: search.text }),
  }
}
