import { expect, test } from 'vitest'
import { hasGap } from '../../../src/widget/protocol/view.ts'
import { after, answered, asked, delta, received, texts } from '../builders.ts'

test('an answer grows piece by piece and then stands as a message', () => {
  const writing = after(asked('q1', 1), received('reply.started'), delta(0, 'By '), delta(3, 'card.'))
  expect(writing.turn?.text).toBe('By card.')
  const done = after(asked('q1', 1), delta(0, 'By '), answered('a1', 2, 'By card.', ['q1']))
  expect(done.turn).toBeNull()
  expect(texts(done)).toEqual(['How do payments work?', 'By card.'])
})

test('events that are said again change nothing', () => {
  const once = [asked('q1', 1), delta(0, 'By card.'), answered('a1', 2, 'By card.')]
  expect(after(...once, ...once)).toEqual(after(...once))
})

test('messages stand in the order of the thread, however they arrive', () => {
  expect(texts(after(answered('a1', 2, 'By card.'), asked('q1', 1)))).toEqual([
    'How do payments work?',
    'By card.',
  ])
})

test('a reset withdraws what was shown, and the new attempt begins from nothing', () => {
  const state = after(delta(0, 'Wrong'), received('reply.reset', { attempt: 2 }), delta(0, 'Right', 2))
  expect(state.turn).toMatchObject({ attempt: 2, text: 'Right' })
})

test('a new attempt withdraws the old one even where the reset was lost', () => {
  expect(after(delta(0, 'Wrong'), delta(0, 'Right', 2)).turn?.text).toBe('Right')
})

test('late pieces of an earlier attempt are ignored', () => {
  expect(after(delta(0, 'Right', 2), delta(0, 'Wrong'), delta(5, ' thing')).turn?.text).toBe('Right')
})

test('late pieces of a finished turn do not bring it back', () => {
  const state = after(
    answered('a1', 2, 'By card.'),
    delta(0, 'By'),
    received('reply.started', { attempt: 2 }),
  )
  expect(state.turn).toBeNull()
})

test('the answer to another turn leaves the one being written alone', () => {
  const state = after(delta(0, 'Second', 1, 'turn-2'), answered('a1', 2, 'First'))
  expect(state.turn?.text).toBe('Second')
})

test('a piece beyond a gap is held back and reported', () => {
  const state = after(delta(0, 'By'), delta(5, 'rd.'))
  expect(state.turn?.text).toBe('By')
  expect(hasGap(state)).toBe(true)
})

test('a person who answers and takes over is shown', () => {
  const state = after(
    received('agent.message', { message_id: 'p1', seq: 3, content: 'Ada here.', agent_name: 'Ada' }),
    received('conversation.updated', { handled_by: 'person' }),
  )
  expect(state.messages[0]).toMatchObject({ role: 'agent', agentName: 'Ada', content: 'Ada here.' })
  expect(state.handledBy).toBe('person')
})
