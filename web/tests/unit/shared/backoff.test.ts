import { expect, test } from 'vitest'
import { backoffMs, roughly } from '../../../src/shared/backoff.ts'

const range = { firstMs: 100, maxMs: 1_000 }

test('waits double up to their limit', () => {
  const longest = [0, 1, 2, 3, 4, 50].map((attempt) => backoffMs(attempt, range, () => 1))
  expect(longest).toEqual([100, 200, 400, 800, 1_000, 1_000])
})

test('half of a wait is left to chance, so that clients do not come back together', () => {
  expect(backoffMs(1, range, () => 0)).toBe(100)
  expect(roughly(1_000, () => 0)).toBe(750)
  expect(roughly(1_000, () => 1)).toBe(1_250)
})
