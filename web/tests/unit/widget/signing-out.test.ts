// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import type { HostMessage, SiteUser } from '../../../src/shared/bridge.ts'
import { stubLayout } from '../layout.ts'

const SITE = 'https://shop.example'
const ADA: SiteUser = { id: 'ada', jwt: 'signed' }
const BEN: SiteUser = { id: 'ben', jwt: 'signed, too' }
const NOBODY: SiteUser = { id: '', jwt: '' }
const PATIENCE = { timeout: 15_000 }
const BEGUN = /POST .*\/conversations$/
const POSTED = /POST .*\/messages$/
const site = { postMessage: vi.fn() }

/** What the gateway was asked: method and path. */
let asked: string[]
let answered = 0
/** Which answers are held back, and until when. */
let held: { which: RegExp; until: Promise<unknown> } | null

/** Node knows no relative addresses, and takes no signals of jsdom. */
class PageRequest extends Request {
  constructor(input: string, init: RequestInit) {
    super(new URL(input, 'https://chat.example'), { ...init, signal: null })
  }
}

async function gateway(input: Request | string): Promise<Response> {
  const isStream = typeof input === 'string'
  const ask = isStream ? `GET ${input}` : `${input.method} ${new URL(input.url).pathname}`
  asked.push(ask)
  if (isStream) return new Promise(() => {})
  const place = ++answered
  if (held?.which.test(ask)) await held.until
  if (BEGUN.test(ask)) return Response.json({ conversation_id: `c${place}`, token: 't' }, { status: 201 })
  if (POSTED.test(ask)) return Response.json({ message_id: `m${place}` }, { status: 202 })
  if (ask.endsWith('/config'))
    return Response.json({ suggested_questions: [], message_max_chars: 4_000, consent: null })
  if (ask.endsWith('/conversations')) return Response.json([])
  return Response.json({ messages: [], partial: null, handled_by: 'bot', contact_known: false })
}

function hold(which: RegExp): () => void {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  held = { which, until: promise }
  return () => {
    held = null
    resolve(null)
  }
}

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false)
  vi.stubGlobal('parent', site)
  vi.stubGlobal('Request', PageRequest)
  vi.stubGlobal('fetch', gateway)
  stubLayout({ queriesMatch: true })
  localStorage.clear()
  asked = []
  held = null
  if (!document.getElementById('chat')) document.body.innerHTML = '<div id="chat"></div>'
  await import('../../../src/widget/main.tsx')
  say({ type: 'support-desk:user', user: NOBODY })
})

function say(data: HostMessage): void {
  const event = new MessageEvent('message', { data, origin: SITE })
  Object.defineProperty(event, 'source', { value: site })
  window.dispatchEvent(event)
}

const open = (user: SiteUser | null) =>
  say({
    type: 'support-desk:init',
    settings: { pageUrl: SITE, locale: 'en', colorScheme: 'auto', color: null, user },
  })

const signIn = (user: SiteUser) => say({ type: 'support-desk:user', user })

const until = (isSo: () => unknown) => vi.waitUntil(isSo, PATIENCE)
/** Time enough for everything that follows from an answer. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 100))
const field = () => document.querySelector('textarea')
const asks = (which: RegExp) => asked.filter((ask) => which.test(ask))

async function write(words: string): Promise<void> {
  await until(field)
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!.call(field(), words)
  field()!.dispatchEvent(new Event('input', { bubbles: true }))
}

async function send(words: string): Promise<void> {
  const button = () => document.querySelector<HTMLButtonElement>('button[type=submit]')!
  await write(words)
  await until(() => !button().disabled)
  button().click()
}

test.each([
  ['a visitor', 'the message', null, POSTED],
  ['a visitor', 'the conversation', null, BEGUN],
  ['a user', 'the message', ADA, POSTED],
  ['a user', 'the conversation', ADA, BEGUN],
])('%s who is forgotten while %s is on its way leaves nothing to the next', async (_, __, user, which) => {
  open(user)
  const release = hold(which)
  await send('Where is my order?')
  await send('And my other one?')
  await until(() => asks(which).length === 1)
  signIn(NOBODY)
  asked = []
  site.postMessage.mockClear()
  release()
  await settle()
  expect(Object.keys(localStorage)).toEqual([])
  expect(site.postMessage).not.toHaveBeenCalled()
  expect(asked.filter((ask) => !ask.endsWith('/config'))).toEqual([])
  await send('Hello')
  await until(() => asks(POSTED).length > 0)
  expect(asks(BEGUN)).toHaveLength(1)
  expect(document.body.textContent).not.toContain('order')
})

test('who comes after is not told what another user had on its way, who finds it again', async () => {
  open(ADA)
  const release = hold(POSTED)
  await send('Where is my order?')
  await until(() => asks(POSTED).length === 1)
  signIn(BEN)
  site.postMessage.mockClear()
  release()
  await settle()
  expect(site.postMessage).not.toHaveBeenCalled()
  expect(document.body.textContent).not.toContain('order')
  signIn(ADA)
  await until(() => asks(POSTED).length === 2)
  expect(asks(BEGUN)).toHaveLength(1)
})

test('whoever is forgotten is so each time, with what was being written', async () => {
  open(NOBODY)
  await send('Where is my order?')
  await until(() => asks(POSTED).length === 1)
  await write('My number is')
  signIn(NOBODY)
  await until(() => field()?.value === '')
  expect(Object.keys(localStorage)).toEqual([])
})

test('a new JWT of the same user changes nothing', async () => {
  open(ADA)
  await write('My number is')
  signIn({ ...ADA, jwt: 'signed anew' })
  await settle()
  expect(field()!.value).toBe('My number is')
})
