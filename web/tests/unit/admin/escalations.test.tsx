import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Escalation } from '../../../src/admin/features/conversation/Escalation.tsx'
import { remarks } from '../../../src/admin/features/queue/remarks.ts'
import { categoryWords, whoAnswers } from '../../../src/admin/ui/escalations.ts'
import { ticket } from './builders.ts'

const escalated = ticket({
  status: 'needs_review',
  escalated: true,
  escalation_reason: 'The visitor asked for a person.',
  escalation_category: 'visitor_asked',
  escalation_summary: 'Was charged twice & wants one back.',
  urgency: 'high',
  handled_by: 'person',
})

test('the queue says what is wanted, how urgent it is, why it is there and who answers', () => {
  expect(remarks(escalated)).toEqual([
    'Wants: Was charged twice & wants one back.',
    'High urgency · Asked for a person · The visitor asked for a person. · Waits for a person',
  ])
})

test('a ticket that a person opened says so', () => {
  expect(remarks(ticket({ status: 'open', handled_by: 'person' }))).toEqual([
    'Opened by hand · A person answers',
  ])
})

test('a category that the dashboard does not know is shown by its own name', () => {
  expect(categoryWords('payment')).toBe('Payment')
  expect(categoryWords('teleportation')).toBe('teleportation')
})

test.each([
  [ticket({ handled_by: 'bot', assigned_to: 'ada@rezvo.app' }), 'The bot answers'],
  [
    ticket({ handled_by: 'person', status: 'needs_review', assigned_to: 'ada@rezvo.app' }),
    'Waits for a person',
  ],
  [
    ticket({ handled_by: 'person', status: 'in_progress', assigned_to: 'ada@rezvo.app' }),
    'ada@rezvo.app answers',
  ],
  [ticket({ handled_by: 'person', status: 'open' }), 'A person answers'],
])('who answers is told by who has it', (conversation, words) => {
  expect(whoAnswers(conversation)).toBe(words)
})

test('the page of a conversation says why a person is needed', () => {
  const html = renderToStaticMarkup(<Escalation conversation={escalated} />)
  for (const words of [
    'Was charged twice &amp; wants one back.',
    'The visitor asked for a person.',
    'Asked for a person',
    'High urgency',
  ])
    expect(html).toContain(`<dd>${words}</dd>`)
})

test('where nothing was escalated nothing is said of it', () => {
  expect(renderToStaticMarkup(<Escalation conversation={ticket({ escalated: false })} />)).toBe('')
})
