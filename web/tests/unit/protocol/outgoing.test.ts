import { expect, test } from 'vitest'
import { nextToSend } from '../../../src/widget/protocol/outgoing.ts'
import { messageKey, pending, predecessor } from '../../../src/widget/protocol/view.ts'
import { accepted, after, asked, composed, delta, fetched, message } from '../builders.ts'

const idsOf = (state: ReturnType<typeof after>) => pending(state).map((item) => item.clientMessageId)

test('a message is pending until the thread shows it', () => {
  expect(idsOf(after(composed('c1')))).toEqual(['c1'])
  expect(idsOf(after(composed('c1'), accepted('c1', 'q1')))).toEqual(['c1'])
  expect(idsOf(after(composed('c1'), accepted('c1', 'q1'), asked('q1', 1)))).toEqual([])
})

test('a message that the thread shows before its acceptance is heard is not shown twice', () => {
  const state = after(composed('c1'), asked('q1', 1))
  expect(idsOf(state)).toEqual([])
  expect(nextToSend(state.outbox)?.clientMessageId).toBe('c1')
})

test('of two messages with the same words, each ends with its own id', () => {
  const state = after(
    composed('c1'),
    composed('c2'),
    asked('q2', 2),
    accepted('c1', 'q1'),
    accepted('c2', 'q2'),
  )
  expect(state.outbox.map(({ clientMessageId, messageId }) => [clientMessageId, messageId])).toEqual([
    ['c1', 'q1'],
    ['c2', 'q2'],
  ])
})

test('a message keeps its key when the thread takes it over', () => {
  const state = after(composed('c1'), accepted('c1', 'q1'), asked('q1', 1))
  expect(messageKey(state, message('q1', 1))).toBe('c1')
})

test('messages go one after the other, and a failed one holds up nobody', () => {
  const two = [composed('c1'), composed('c2')] as const
  expect(nextToSend(after(...two).outbox)?.clientMessageId).toBe('c1')
  const failed = after(...two, { type: 'failed', clientMessageId: 'c1', reason: 'No network.' })
  expect(nextToSend(failed.outbox)?.clientMessageId).toBe('c2')
  expect(pending(failed)[0]).toMatchObject({ status: 'failed', reason: 'No network.' })
})

test('a failed message can be sent again', () => {
  const state = after(
    composed('c1'),
    { type: 'failed', clientMessageId: 'c1', reason: 'No network.' },
    { type: 'retried', clientMessageId: 'c1' },
  )
  expect(nextToSend(state.outbox)).toMatchObject({ clientMessageId: 'c1', reason: null })
})

test('a message follows the last accepted one, never itself', () => {
  const state = after(
    fetched({ messages: [message('q0', 1)] }),
    composed('c1'),
    accepted('c1', 'q1'),
    composed('c2'),
  )
  const [first, second] = state.outbox
  expect(first && predecessor(state, first)).toBe('q0')
  expect(second && predecessor(state, second)).toBe('q1')
})

test('what was not accepted goes on into a new conversation, and nothing else does', () => {
  const state = after(composed('c1'), accepted('c1', 'q1'), asked('q1', 1), delta(0, 'By'), composed('c2'), {
    type: 'begun anew',
  })
  expect(state).toMatchObject({ messages: [], turn: null })
  expect(idsOf(state)).toEqual(['c2'])
})
