import { expect, test } from 'vitest'
import { standingAnswer } from '../../../src/widget/protocol/view.ts'
import { after, answered, asked, composed, received } from '../builders.ts'

const answer = [asked('q1', 1), answered('a1', 2, 'By card.', ['q1'])]

test('an answer stands until something is said after it', () => {
  expect(standingAnswer(after())).toBe(null)
  expect(standingAnswer(after(asked('q1', 1)))).toBe(null)
  expect(standingAnswer(after(...answer))).toBe('a1')
  expect(standingAnswer(after(...answer, composed('c2')))).toBe(null)
  expect(standingAnswer(after(...answer, asked('q2', 3)))).toBe(null)
})

test('a handover is no answer to ask about', () => {
  const byPerson = received('conversation.updated', { handled_by: 'person', contact_known: false })
  expect(standingAnswer(after(...answer, byPerson))).toBe(null)
})
