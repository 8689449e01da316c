import { expect, test } from 'vitest'
import { readFilters } from '../../../src/admin/features/conversations/filters.ts'
import { changeWords } from '../../../src/admin/features/audit/words.ts'
import { ago, dayOfMonth, dollars, percent, waiting } from '../../../src/admin/ui/format.ts'

test.each([
  [12, 'Just now'],
  [60, '1 minute'],
  [3_599, '59 minutes'],
  [7_200, '2 hours'],
  [90_000, '1 day'],
])('%i seconds of waiting are %s', (seconds, words) => {
  expect(waiting(seconds)).toBe(words)
})

test('a time is told as how long ago it was', () => {
  const now = Date.parse('2026-11-22T10:00:00Z')
  expect(ago('2026-11-22T09:59:50Z', now)).toBe('just now')
  expect(ago('2026-11-22T07:00:00Z', now)).toBe('3 hours ago')
})

test('small money is shown to the micro-dollar, because that is what an answer costs', () => {
  expect([0, 0.000325, 0.5, 4.182731].map(dollars)).toEqual(['$0.00', '$0.000325', '$0.500000', '$4.18'])
})

test('percentages and days are short', () => {
  expect(percent(81.44)).toBe('81.4 %')
  expect(dayOfMonth('2026-11-02')).toBe('2 Nov')
})

test('an address gives only filters that there are', () => {
  const search = {
    status: 'open',
    escalated: true,
    outcome: 'confirmed',
    source: 'carrier pigeon',
    from: '2026-11-01',
    to: 'tomorrow',
    text: '',
    page: 3,
  }
  expect(readFilters(search)).toEqual({
    status: 'open',
    escalated: true,
    outcome: 'confirmed',
    from: '2026-11-01',
  })
})

test('a change is told field by field, from what it was to what it is', () => {
  const before = { status: 'open', assigned_to: null }
  const after = { status: 'closed', assigned_to: 'ada@rezvo.app', disabled: true }
  expect(changeWords({ before, after })).toEqual([
    'status: open → closed',
    'assigned_to: none → ada@rezvo.app',
    'disabled: true',
  ])
})
