// @vitest-environment jsdom
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../../src/admin/api/client.ts'
import { App } from '../../../src/admin/app/App.tsx'
import { signInHint } from '../../../src/admin/features/session/hint.ts'
import { stubLayout } from '../layout.ts'
import { analytics, reply, session, ticket } from './builders.ts'

const ID = ticket().id
const ONE = '/api/support/conversations/{conversation_id}'
const READ = { ...ticket(), messages: [reply({ content: 'By card or in cash.' })], notices: [] }
const PATIENCE = { timeout: 15_000 }
/** Longer than the dashboard waits before it reads a conversation again, and tries again. */
const WHILE_MS = 30_000
let answers: Record<string, () => unknown>
let root: Root

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false)
  vi.stubGlobal('fetch', () => new Promise(() => {}))
  vi.stubGlobal('scrollTo', () => {})
  stubLayout({ queriesMatch: false })
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })
  answers = {
    '/api/support/session': () => ok(session({ role: 'admin' })),
    '/api/support/config': () => ok({ demonstration: false, email_notices: true }),
    [ONE]: () => ok(READ),
  }
  vi.spyOn(api, 'GET').mockImplementation((path: string) =>
    Promise.resolve().then(() => (answers[path]?.() ?? ok([])) as never),
  )
  signInHint.set()
  document.body.innerHTML = '<div id="admin"></div>'
  root = createRoot(document.getElementById('admin')!)
})

afterEach(() => {
  root.unmount()
  localStorage.clear()
  vi.useRealTimers()
})

const ok = (data: unknown) => ({ data, response: new Response() })
const refused = (status: number, title: string) => ({
  error: { title, status },
  response: new Response(null, { status }),
})

const says = (words: string) => document.body.textContent.includes(words)
const button = (words: string) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent === words)
const field = () =>
  document.querySelector<HTMLTextAreaElement>('form[aria-label] textarea:not([aria-hidden])')
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms)

const until = (isSo: () => unknown) => vi.waitUntil(isSo, PATIENCE)

function open(path: string): void {
  window.history.replaceState(null, '', path)
  root.render(<App />)
}

async function openConversation(): Promise<void> {
  open(`/admin/conversations/${ID}`)
  await until(() => says('By card or in cash.'))
}

function write(words: string): void {
  const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!
  value.set!.call(field(), words)
  field()!.dispatchEvent(new Event('input', { bubbles: true }))
}

test('while the database is away the page stays, with what is written on it, and says that it is old', async () => {
  await openConversation()
  write('Let me see.')
  const asBefore = { ...answers }
  for (const path of Object.keys(answers)) answers[path] = () => refused(503, 'The database is away')
  await later(WHILE_MS)
  await until(() => document.querySelector('main [role=alert]')?.textContent.includes('The database is away'))
  expect(says('By card or in cash.')).toBe(true)
  answers = asBefore
  await later(WHILE_MS)
  await until(() => document.querySelector('[role=alert]') === null)
  expect(field()!.value).toBe('Let me see.')
})

test.each([404, 410])('of a conversation that is gone (%i) nothing stays on the screen', async (status) => {
  await openConversation()
  answers[ONE] = () => refused(status, 'It is gone')
  await later(WHILE_MS)
  await until(() => document.querySelector('[role=alert]')?.textContent.includes('It is gone'))
  expect(says('By card or in cash.')).toBe(false)
  expect(document.documentElement.textContent).not.toContain(READ.summary)
})

test('who is signed in is found out as soon as that is possible', async () => {
  answers['/api/support/session'] = () => refused(503, 'The database is away')
  open('/admin/password')
  await until(() => says('The database is away'))
  answers['/api/support/session'] = () => ok(session())
  await later(WHILE_MS)
  await until(() => says('Present password'))
})

test('who could not be signed out is told so, and is still there', async () => {
  await openConversation()
  vi.spyOn(api, 'DELETE').mockResolvedValue(refused(503, 'The database is away'))
  button('Sign out')!.click()
  await until(() => says('The database is away'))
  expect(says('By card or in cash.')).toBe(true)
})

test('a session that could not be read again is one all the same', async () => {
  await openConversation()
  answers['/api/support/session'] = () => refused(503, 'The database is away')
  vi.spyOn(api, 'DELETE').mockResolvedValue({ response: new Response(null, { status: 204 }) })
  button('Erase')!.click()
  await until(() => button('Erase for good'))
  button('Erase for good')!.click()
  await until(() => says('Everything visitors asked, newest first.'))
  await later(WHILE_MS)
  expect(says('Everything visitors asked, newest first.')).toBe(true)
  expect(says('The database is away')).toBe(false)
})

test('from the overview one comes to the conversations of its span', async () => {
  // A page without a layout has no room for the chart, which says so.
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  answers['/api/support/analytics'] = () => ok(analytics())
  open('/admin/overview')
  const link = () => [...document.querySelectorAll('a')].find((one) => one.textContent === 'No reply')
  await until(link)
  link()!.click()
  await until(() => says('Everything visitors asked, newest first.'))
  expect(vi.mocked(api.GET)).toHaveBeenCalledWith('/api/support/conversations', {
    params: { query: { outcome: 'abandoned', from: '2026-11-21', to: '2026-11-22', limit: 25 } },
  })
  expect(
    [...document.querySelectorAll('input[type=date]')].map((one) => (one as HTMLInputElement).value),
  ).toEqual(['2026-11-21', '2026-11-22'])
})

test('a list is narrowed down to days once they are typed', async () => {
  open('/admin/conversations')
  const from = () => document.querySelector<HTMLInputElement>('input[type=date]')!
  await until(from)
  for (const day of ['0002-11-01', '2026-11-01']) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(from(), day)
    from().dispatchEvent(new Event('input', { bubbles: true }))
    expect(from().value).toBe(day)
  }
  await until(() => window.location.search === '?from=2026-11-01')
  expect(JSON.stringify(vi.mocked(api.GET).mock.calls)).not.toContain('0002')
})

test('a search that has found nothing so far goes on when it is asked to', async () => {
  const next = '</api/support/conversations?text=paypal&cursor=older>; rel="next"'
  const pages = [
    { data: [], response: new Response(null, { headers: { Link: next } }) },
    ok([ticket({ summary: 'Paid by PayPal' })]),
  ]
  answers['/api/support/conversations'] = () => pages.shift()
  open('/admin/conversations?text=paypal')
  await until(() => says('No conversation so far.'))
  button('Load more')!.click()
  await until(() => says('Paid by PayPal'))
  expect(button('Load more')).toBeUndefined()
  expect(JSON.stringify(vi.mocked(api.GET).mock.lastCall)).toContain('"cursor":"older"')
})

test('a list that is looked at is read again and again', async () => {
  let readings = 0
  answers['/api/support/conversations'] = () => {
    readings += 1
    return ok([ticket()])
  }
  open('/admin/conversations')
  await until(() => readings === 1)
  await later(WHILE_MS)
  await until(() => readings > 1)
})
