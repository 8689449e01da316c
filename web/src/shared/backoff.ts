export interface BackoffRange {
  firstMs: number
  maxMs: number
}

/**
 * Milliseconds to wait before try number `attempt` + 1: doubling from `firstMs` up to `maxMs`, of which the
 * upper half is random, so that many clients do not come back at the same moment.
 */
export function backoffMs(attempt: number, { firstMs, maxMs }: BackoffRange, random = Math.random): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** attempt)
  return ceiling / 2 + (random() * ceiling) / 2
}

/** `ms`, give or take a quarter, for what is done again and again by many. */
export const roughly = (ms: number, random = Math.random): number => ms * (0.75 + random() / 2)
