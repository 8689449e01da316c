// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../../src/admin/api/client.ts'
import type { Session } from '../../../src/admin/api/types.ts'
import { createQueries } from '../../../src/admin/app/queries.ts'
import {
  conversationKey,
  useConversation,
} from '../../../src/admin/features/conversation/api/get-conversation.ts'
import { Composer } from '../../../src/admin/features/conversation/Composer.tsx'
import { SESSION } from '../../../src/admin/features/session/api/get-session.ts'
import { session, ticket } from './builders.ts'

const READ = { ...ticket(), messages: [], etag: '"7"' }
const AWAITED_MS = 20
const CANNED = [
  { id: 'c', title: 'Refund', content: 'It is on its way.', updated_at: '2026-11-22T10:00:00Z' },
]
let root: Root
let edition: number

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }))
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })
  edition = 7
  vi.spyOn(api, 'GET').mockImplementation(() => Promise.resolve({ data: READ, response: ofEdition(edition) }))
  document.body.innerHTML = '<div id="admin"></div>'
  root = createRoot(document.getElementById('admin')!)
})

afterEach(() => act(() => root.unmount()))

/** The composer with what was read last. */
function Shown() {
  const { data } = useConversation(READ.id)
  return data && <Composer conversation={data} />
}

function show(who: Session = session(), canned = CANNED, read = READ): void {
  const queries = createQueries()
  queries.setQueryData(SESSION, who)
  queries.setQueryData(conversationKey(READ.id), read)
  queries.setQueryData(['canned-replies'], canned)
  act(() =>
    root.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <Shown />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
}

const field = () => document.querySelector('textarea:not([aria-hidden])') as HTMLTextAreaElement
const button = (words: string) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent === words)!

function write(words: string): void {
  const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!
  act(() => {
    value.set!.call(field(), words)
    field().dispatchEvent(new Event('input', { bubbles: true }))
  })
}

interface Sent {
  body: { content: string; client_reply_id: string }
  params: { header?: { 'if-match': string } }
}

const ofEdition = (edition: number, status = 200) =>
  new Response(null, { status, headers: { ETag: `"${edition}"` } })

/** What is sent, each answered with the next status. A reply that is kept makes the next edition. */
const answers = (...statuses: number[]) => {
  const sent: Sent[] = []
  vi.spyOn(api, 'POST').mockImplementation((_: string, request: Sent) => {
    const status = statuses[sent.length] ?? 201
    sent.push(request)
    if (status === 201) edition += 1
    const problem = { title: 'Away', status, detail: 'The database does not answer.' }
    return Promise.resolve({ data: {}, error: problem, response: ofEdition(edition, status) })
  })
  return sent
}

async function send(): Promise<void> {
  await act(async () => {
    button('Send reply').click()
    await new Promise((resolve) => setTimeout(resolve, AWAITED_MS))
  })
}

test('what was said is gone from the field, and nothing is sent of nothing', async () => {
  const sent = answers()
  show()
  expect(button('Send reply').disabled).toBe(true)
  write(' Let me see. ')
  await send()
  expect(sent.map(({ body }) => body.content)).toEqual(['Let me see.'])
  expect(field().value).toBe('')
})

test('what could not be sent stays, with the reason, and is the same message when it is sent again', async () => {
  const sent = answers(503, 503, 201)
  show()
  write('Let me see.')
  await send()
  expect(document.querySelector('[role=alert]')!.textContent).toContain('The database does not answer.')
  expect(field().value).toBe('Let me see.')
  await send()
  write('Let me see!')
  await send()
  const [first, again, other] = sent.map(({ body }) => body.client_reply_id)
  expect(again).toBe(first)
  expect(other).not.toBe(first)
})

test('a reply is one to what was read, or to what one has said oneself since', async () => {
  const sent = answers()
  vi.spyOn(api, 'GET').mockReturnValue(new Promise(() => undefined))
  show()
  write('One moment.')
  await send()
  write('There it is.')
  await send()
  expect(sent.map(({ params }) => params.header)).toEqual([{ 'if-match': '"7"' }, { 'if-match': '"8"' }])
})

test('who answers what somebody else has changed is told, and sends it again to what it is now', async () => {
  const sent = answers(412, 201)
  show()
  write('Let me see.')
  edition = 9
  await send()
  expect(document.querySelector('[role=alert]')!.textContent).toContain('Somebody else has changed')
  expect(field().value).toBe('Let me see.')
  await send()
  expect(sent.map(({ params }) => params.header)).toEqual([{ 'if-match': '"7"' }, { 'if-match': '"9"' }])
  expect(field().value).toBe('')
})

test('a canned reply is put after what is written', () => {
  show()
  write('Hello!')
  act(() => button('Canned replies').click())
  act(() => (document.querySelector('[role=menuitem]') as HTMLElement).click())
  expect(field().value).toBe('Hello!\n\nIt is on its way.')
})

test('the field has a label, and where nothing is canned there is no menu', () => {
  show(session(), [])
  expect(document.querySelector(`label[for="${field().id}"]`)!.textContent).toBe('Reply')
  expect(button('Canned replies')).toBeUndefined()
})

test.each([
  ['with a person', ticket({ status: 'in_progress', handled_by: 'person' }), 'when they come back.'],
  ['with the bot', ticket({ handled_by: 'bot' }), 'when they come back. The bot falls silent.'],
  ['closed', ticket({ status: 'closed' }), 'It reopens the conversation, and the bot falls silent.'],
])('below a conversation %s it stands when a reply is seen, and what it does', (_, read, words) => {
  show(session(), CANNED, { ...READ, ...read })
  const hint = document.getElementById(field().getAttribute('aria-describedby')!)!.textContent
  expect(hint).toContain('at once while the chat is on their screen, else when they come back.')
  expect(hint.endsWith(words)).toBe(true)
})

test('a viewer answers nobody', () => {
  show(session({ role: 'viewer' }))
  expect(document.querySelector('textarea')).toBeNull()
})
