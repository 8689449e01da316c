import { expect, test, vi } from 'vitest'
import { deskOf, queued } from '../../../src/loader/queue.ts'

test('what a page queued before the script was there is kept, in order', () => {
  const open = ['open']
  const on = ['on', 'opened', () => {}]
  expect(queued([open, on])).toEqual([open, on])
})

test('a global that is no queue of commands holds none', () => {
  for (const other of [undefined, null, {}, 'open', ['open', 7]]) expect(queued(other)).toEqual([])
})

test('afterwards commands run at once, by name or as methods', () => {
  const open = vi.fn()
  const desk = deskOf({ open }, vi.fn())
  desk.push(['open', 1], ['open'])
  desk.open?.()
  expect(open.mock.calls).toEqual([[1], [], []])
})

test('an unknown command is named and hurts no other', () => {
  const open = vi.fn()
  const complain = vi.fn()
  deskOf({ open }, complain).push(['fly'], ['toString'], ['open'])
  expect(complain.mock.calls).toEqual([['SupportDesk knows no "fly".'], ['SupportDesk knows no "toString".']])
  expect(open).toHaveBeenCalledOnce()
})
