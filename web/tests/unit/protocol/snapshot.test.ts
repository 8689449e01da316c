import { expect, test } from 'vitest'
import { hasGap } from '../../../src/widget/protocol/view.ts'
import { after, answered, asked, delta, fetched, message, texts } from '../builders.ts'

const partial = (text: string, attempt = 1, turnId = 'turn') => ({ partial: { turnId, attempt, text } })

test('a fetched thread is shown, with the answer that is being written', () => {
  const state = after(fetched({ messages: [message('q1', 1)], ...partial('By ca') }))
  expect(texts(state)).toEqual(['How do payments work?'])
  expect(state.turn?.text).toBe('By ca')
})

test('what came after the snapshot goes on where it ended', () => {
  expect(after(fetched(partial('By ca')), delta(3, 'card.')).turn?.text).toBe('By card.')
})

test('a snapshot fills the gap before a piece that came too early', () => {
  const state = after(delta(0, 'By'), delta(5, 'rd.'), fetched(partial('By ca')))
  expect(state.turn?.text).toBe('By card.')
  expect(hasGap(state)).toBe(false)
})

test('a snapshot that lags behind the stream takes nothing back', () => {
  expect(after(delta(0, 'By card.'), fetched(partial('By'))).turn?.text).toBe('By card.')
  expect(after(delta(0, 'By card.'), fetched({})).turn?.text).toBe('By card.')
  expect(after(delta(0, 'Right', 2), fetched(partial('Wrong'))).turn?.text).toBe('Right')
})

test('without a stream the snapshot alone says what is being written', () => {
  expect(after(delta(0, 'By card.'), fetched({}, false)).turn).toBeNull()
})

test('a stale snapshot of a finished turn does not touch the next one', () => {
  const state = after(answered('a1', 2, 'First'), delta(0, 'Second', 1, 'turn-2'), fetched(partial('Fir')))
  expect(state.turn).toMatchObject({ turnId: 'turn-2', text: 'Second' })
})

test('an answer that the snapshot holds ends its turn', () => {
  const answer = message('a1', 2, { role: 'assistant', content: 'By card.', turnId: 'turn' })
  const state = after(asked('q1', 1), delta(0, 'By'), fetched({ messages: [message('q1', 1), answer] }))
  expect(state.turn).toBeNull()
  expect(texts(state)).toEqual(['How do payments work?', 'By card.'])
})

test('messages that the snapshot does not have yet stay', () => {
  expect(
    texts(after(asked('q1', 1), answered('a1', 2, 'By card.'), fetched({ messages: [message('q1', 1)] }))),
  ).toEqual(['How do payments work?', 'By card.'])
})
