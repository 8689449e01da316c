import { expect, test } from 'vitest'
import { HOLDERS, isOf } from '../../../src/admin/features/queue/holders.ts'
import { isMove, STATUSES } from '../../../src/admin/ui/statuses.ts'
import { ticket } from './builders.ts'

const shownTo = (assigned_to: string | null) =>
  HOLDERS.filter(({ value }) => isOf(value, ticket({ assigned_to }), 'ada@rezvo.app')).map(
    ({ label }) => label,
  )

test('the queue is narrowed to my tickets, or to those that nobody has', () => {
  expect(shownTo('ada@rezvo.app')).toEqual(['All', 'Mine'])
  expect(shownTo(null)).toEqual(['All', 'Unassigned'])
  expect(shownTo('ben@rezvo.app')).toEqual(['All'])
})

test('only moves that the desk allows are offered', () => {
  const offered = (from: (typeof STATUSES)[number]) => STATUSES.filter((to) => isMove(from, to))
  expect(offered('closed')).toEqual(['auto_resolved', 'open', 'in_progress'])
  expect(offered('auto_resolved')).toEqual(['needs_review', 'open', 'in_progress', 'closed'])
  expect(offered('in_progress')).toEqual(['auto_resolved', 'open', 'closed'])
})
