import { expect, test } from 'vitest'
import { isAskingForPerson } from '../../../src/widget/protocol/view.ts'
import { accepted, after, answered, asked, askedForPerson, composed, received } from '../builders.ts'

const pressed = [asked('q1', 1), askedForPerson('c2'), accepted('c2', 'q2'), asked('q2', 2)] as const

test('only the button asks for a person by itself', () => {
  expect(isAskingForPerson(after(composed('c1'), accepted('c1', 'q1'), asked('q1', 1)))).toBe(false)
  expect(isAskingForPerson(after(askedForPerson('c1')))).toBe(true)
})

test('who pressed the button asks until there is an answer', () => {
  expect(isAskingForPerson(after(...pressed))).toBe(true)
  expect(isAskingForPerson(after(...pressed, answered('a2', 3, 'A person will answer.', ['q2'])))).toBe(false)
})

test('the answer to an earlier question is none to the button', () => {
  expect(isAskingForPerson(after(...pressed, answered('a1', 3, 'By card.', ['q1'])))).toBe(true)
})

test('an answer to what came after the button is one', () => {
  const state = after(...pressed, asked('q3', 3), answered('a3', 4, 'A person will answer.', ['q3']))
  expect(isAskingForPerson(state)).toBe(false)
})

test('a person who writes has answered', () => {
  const says = received('agent.message', {
    message_id: 'p1',
    seq: 3,
    content: 'Ada here.',
    agent_name: 'Ada',
  })
  expect(isAskingForPerson(after(...pressed, says))).toBe(false)
})

test('who could not be heard may press the button again', () => {
  const state = after(askedForPerson('c1'), { type: 'failed', clientMessageId: 'c1', reason: 'No network.' })
  expect(isAskingForPerson(state)).toBe(false)
})
