// @vitest-environment jsdom
import { beforeEach, expect, test, vi, type Mock } from 'vitest'
import type { HostMessage, HostSettings } from '../../../src/shared/bridge.ts'
import { Host, type HostHandlers } from '../../../src/widget/host.ts'

const SITE = 'https://rezvo.app'
const settings: HostSettings = {
  pageUrl: `${SITE}/`,
  locale: 'en-GB',
  colorScheme: 'auto',
  color: null,
  user: null,
}
const parent = { postMessage: vi.fn() }
let onSettings: Mock<HostHandlers['onSettings']>
let onUser: Mock<HostHandlers['onUser']>
let onOpened: Mock<HostHandlers['onOpened']>

beforeEach(() => {
  onSettings = vi.fn()
  onUser = vi.fn()
  onOpened = vi.fn()
  parent.postMessage.mockClear()
  vi.stubGlobal('parent', parent)
})

interface From {
  origin?: string
  source?: unknown
}

function say(data: HostMessage, { origin = SITE, source = parent }: From = {}) {
  const event = new MessageEvent('message', { data, origin })
  Object.defineProperty(event, 'source', { value: source })
  window.dispatchEvent(event)
}

const create = () => new Host({ onSettings, onUser, onOpened })

test('what the site has chosen is taken over and answered, to that site alone', () => {
  create()
  say({ type: 'support-desk:init', settings })
  expect(onSettings).toHaveBeenCalledWith(settings)
  expect(parent.postMessage).toHaveBeenCalledWith({ type: 'support-desk:ready' }, SITE)
})

test('what happened before the site spoke is told afterwards', () => {
  const host = create()
  host.tell('conversation:started', { conversationId: 'c' })
  expect(parent.postMessage).not.toHaveBeenCalled()
  say({ type: 'support-desk:init', settings })
  expect(parent.postMessage).toHaveBeenLastCalledWith(
    { type: 'support-desk:event', name: 'conversation:started', detail: { conversationId: 'c' } },
    SITE,
  )
})

test('other windows are not heard, and no other origin once one has spoken', () => {
  create()
  say({ type: 'support-desk:init', settings }, { source: window })
  expect(onSettings).not.toHaveBeenCalled()
  say({ type: 'support-desk:init', settings })
  say({ type: 'support-desk:init', settings }, { origin: 'https://evil.test' })
  expect(onSettings).toHaveBeenCalledOnce()
})

test('the page of the visitor is known, and follows when the chat is opened elsewhere', () => {
  const host = create()
  say({ type: 'support-desk:init', settings })
  say({ type: 'support-desk:opened', pageUrl: `${SITE}/pricing` })
  expect(host.whereabouts).toEqual({ pageUrl: `${SITE}/pricing`, locale: 'en-GB' })
  expect(onOpened).toHaveBeenCalledOnce()
})

test('who is signed in is heard from the site alone', () => {
  const user = { id: 'ada', jwt: 'jwt' }
  create()
  say({ type: 'support-desk:init', settings })
  say({ type: 'support-desk:user', user }, { origin: 'https://evil.test' })
  expect(onUser).not.toHaveBeenCalled()
  say({ type: 'support-desk:user', user })
  expect(onUser).toHaveBeenCalledWith(user)
})

test('a language or an address that the gateway would refuse is left out', () => {
  const host = create()
  say({
    type: 'support-desk:init',
    settings: { ...settings, locale: 'English, please', pageUrl: 'x'.repeat(3_000) },
  })
  expect(host.whereabouts).toEqual({ pageUrl: null, locale: null })
})

test('as a page of its own the chat has no host', () => {
  vi.stubGlobal('parent', window)
  const host = create()
  host.close()
  expect(host.isEmbedded).toBe(false)
})

test('the chat belongs to the site around it once that has spoken, until then to itself', () => {
  const host = create()
  expect(host.site).toBe(window.location.origin)
  say({ type: 'support-desk:init', settings })
  expect(host.site).toBe(SITE)
})
