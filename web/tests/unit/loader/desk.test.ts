// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import type { FrameMessage } from '../../../src/shared/bridge.ts'
import { SupportDesk } from '../../../src/loader/desk.ts'
import { settingsOf } from '../../../src/loader/settings.ts'

const ORIGIN = 'https://chat.example.com'

beforeEach(() => {
  document.body.innerHTML = ''
})

function desk(data: Record<string, string> = {}) {
  const script = document.createElement('script')
  script.src = `${ORIGIN}/widget.js`
  Object.assign(script.dataset, data)
  return new SupportDesk(settingsOf(script))
}

const root = () => document.querySelector('support-desk')!.shadowRoot!
const iframe = () => root().querySelector('iframe')
const launcher = () => root().querySelector('button')!

/** What the chat app says, as the browser would deliver it. */
function say(data: FrameMessage, { origin = ORIGIN, source = iframe()?.contentWindow ?? null } = {}) {
  window.dispatchEvent(new MessageEvent('message', { data, origin, source }))
}

test('before it is opened there is a launcher and no frame', () => {
  desk()
  expect(launcher().getAttribute('aria-label')).toBe('Chat with us')
  expect(iframe()).toBeNull()
})

test('opening it makes one frame on the origin of the script; closing hides it', () => {
  const { open, close } = desk()
  open()
  const frame = iframe()
  expect(frame?.src).toBe(`${ORIGIN}/widget/`)
  close()
  expect(frame?.hidden).toBe(true)
  open()
  expect(iframe()).toBe(frame)
  expect(frame?.hidden).toBe(false)
})

test('the launcher says what it will do', () => {
  const { open } = desk({ label: 'Need help?' })
  expect(launcher().getAttribute('aria-label')).toBe('Need help?')
  open()
  expect(launcher().getAttribute('aria-label')).toBe('Close chat')
  expect(launcher().getAttribute('aria-expanded')).toBe('true')
})

test('opened and closed are told once each', () => {
  const { open, close, toggle, on } = desk()
  const [opened, closed] = [vi.fn(), vi.fn()]
  on('opened', opened)
  on('closed', closed)
  open()
  open()
  close()
  close()
  toggle()
  expect(opened).toHaveBeenCalledTimes(2)
  expect(closed).toHaveBeenCalledTimes(1)
})

test('what the chat tells reaches the site', () => {
  const { open, on } = desk()
  const listener = vi.fn()
  on('message:sent', listener)
  open()
  const detail = { conversationId: 'c', messageId: 'm' }
  say({ type: 'support-desk:event', name: 'message:sent', detail })
  expect(listener).toHaveBeenCalledWith(detail)
})

test('what others say is not heard: another origin, another window, another language', () => {
  const { open, on } = desk()
  const listener = vi.fn()
  on('message:sent', listener)
  open()
  const event = {
    type: 'support-desk:event',
    name: 'message:sent',
    detail: { conversationId: '', messageId: '' },
  } as const
  say(event, { origin: 'https://evil.test' })
  say(event, { origin: `${ORIGIN}.evil.test` })
  say(event, { source: window as unknown as Window })
  say({ type: 'support-desk:close' }, { source: window as unknown as Window })
  say('support-desk:close' as unknown as FrameMessage)
  expect(listener).not.toHaveBeenCalled()
  expect(iframe()?.hidden).toBe(false)
})

test('nothing is ever said to any other origin than that of the script', () => {
  const { open } = desk()
  open()
  const post = vi.spyOn(iframe()!.contentWindow!, 'postMessage')
  iframe()!.dispatchEvent(new Event('load'))
  say({ type: 'support-desk:ready' })
  expect(post.mock.calls.map(([message, target]) => [(message as FrameMessage).type, target])).toEqual([
    ['support-desk:init', ORIGIN],
    ['support-desk:opened', ORIGIN],
  ])
})

test('who is signed in is told when the chat opens, and again when that changes', () => {
  const { open, setUser, reset } = desk()
  setUser('ada', {}, 'jwt-1')
  open()
  const post = vi.spyOn(iframe()!.contentWindow!, 'postMessage')
  iframe()!.dispatchEvent(new Event('load'))
  expect(post.mock.lastCall?.[0]).toMatchObject({ settings: { user: { id: 'ada', jwt: 'jwt-1' } } })
  setUser('ada', {}, 'jwt-2')
  say({ type: 'support-desk:ready' })
  expect(post.mock.calls[1]?.[0]).toEqual({ type: 'support-desk:user', user: { id: 'ada', jwt: 'jwt-2' } })
  reset()
  expect(post.mock.lastCall).toEqual([{ type: 'support-desk:user', user: { id: '', jwt: '' } }, ORIGIN])
})

test('answers that come while it is closed are counted on the launcher until it is opened', () => {
  const { open, close } = desk()
  open()
  close()
  const detail = { conversationId: 'c', messageId: 'm', from: 'bot' } as const
  say({ type: 'support-desk:event', name: 'message:received', detail })
  expect(launcher().getAttribute('aria-label')).toBe('Chat with us, 1 new')
  open()
  close()
  expect(launcher().getAttribute('aria-label')).toBe('Chat with us')
})

test('a chat that does not load is told to the site', () => {
  vi.useFakeTimers()
  const { open, on } = desk()
  const failed = vi.fn()
  on('error', failed)
  open()
  iframe()!.dispatchEvent(new Event('load'))
  vi.runAllTimers()
  expect(failed).toHaveBeenCalledWith({ message: 'The chat did not load.' })
  vi.useRealTimers()
})

test('settings that make no sense fall back to what does', () => {
  const script = document.createElement('script')
  script.src = `${ORIGIN}/widget.js`
  Object.assign(script.dataset, { position: 'top', color: 'red;}', theme: 'pink', zIndex: 'high' })
  expect(settingsOf(script)).toMatchObject({
    position: 'right',
    color: null,
    colorScheme: 'auto',
    zIndex: 2147483000,
  })
})
