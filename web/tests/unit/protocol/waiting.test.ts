import { expect, test } from 'vitest'
import { isWaiting } from '../../../src/widget/protocol/view.ts'
import { accepted, after, answered, asked, composed, delta, fetched, message, received } from '../builders.ts'

test('nobody waits before anything is asked or while it is still being sent', () => {
  expect(isWaiting(after())).toBe(false)
  expect(isWaiting(after(composed('c1')))).toBe(false)
})

test('the visitor waits from acceptance to the first word', () => {
  expect(isWaiting(after(composed('c1'), accepted('c1', 'q1')))).toBe(true)
  expect(isWaiting(after(asked('q1', 1), received('reply.started')))).toBe(true)
  expect(isWaiting(after(asked('q1', 1), delta(0, 'By')))).toBe(false)
  expect(isWaiting(after(asked('q1', 1), answered('a1', 2, 'By card.', ['q1'])))).toBe(false)
})

test('the visitor waits again after a reset', () => {
  expect(isWaiting(after(asked('q1', 1), delta(0, 'By'), received('reply.reset', { attempt: 2 })))).toBe(true)
})

test('a question that came while another was answered still waits', () => {
  const state = after(asked('q1', 1), asked('q2', 2), answered('a1', 3, 'By card.', ['q1']))
  expect(isWaiting(state)).toBe(true)
})

test('a fetched thread that does not say what was answered leaves nobody waiting', () => {
  const messages = [message('q1', 1), message('a1', 2, { role: 'assistant' })]
  expect(isWaiting(after(fetched({ messages })))).toBe(false)
})

test('nobody waits for the bot once a person has the conversation', () => {
  expect(isWaiting(after(asked('q1', 1), received('conversation.updated', { handled_by: 'person' })))).toBe(
    false,
  )
})
