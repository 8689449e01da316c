// @vitest-environment jsdom
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { GatewayClient } from '../../../src/widget/api/gateway.ts'
import type { Action } from '../../../src/widget/protocol/reduce.ts'
import type { ChatSession } from '../../../src/widget/session/session.ts'
import { App } from '../../../src/widget/ui/App.tsx'
import { focusChat } from '../../../src/widget/ui/focus.ts'
import { accepted, after, answered, asked, askedForPerson, received } from '../builders.ts'
import { stubLayout } from '../layout.ts'

const SITE = 'https://rezvo.app'
const byPerson = received('conversation.updated', { handled_by: 'person' })
const byBot = received('conversation.updated', { handled_by: 'bot' })
let root: Root
let askForPerson: ReturnType<typeof vi.fn>
let agree: ReturnType<typeof vi.fn>

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  stubLayout({ queriesMatch: true })
  document.body.innerHTML = '<div id="chat"></div>'
  root = createRoot(document.getElementById('chat')!)
  askForPerson = vi.fn()
  agree = vi.fn()
})

afterEach(() => {
  act(() => root.unmount())
  vi.useRealTimers()
})

const CONFIG = {
  brand: 'Rezvo',
  suggested_questions: ['How do payments work?'],
  message_max_chars: 4_000,
  consent: null as { version: string; text: string } | null,
}

/** Does something, and waits for what follows from it. */
const soon = (something: () => unknown): Promise<unknown> => act(() => Promise.resolve(something()))

/** A gateway that has this to say of itself. */
const gateway = (config: () => Promise<typeof CONFIG>): GatewayClient => {
  const GET = () => config().then((data) => ({ data, response: new Response() }))
  return { GET } as unknown as GatewayClient
}

const KNOWN = gateway(() => Promise.resolve(CONFIG))

/** Draws the chat after these events. */
const show = (...actions: readonly Action[]): Promise<void> => showWith(KNOWN, ...actions)

async function showWith(client: GatewayClient, ...actions: readonly Action[]): Promise<void> {
  const state = { thread: after(...actions), connection: 'live', begunAnew: false, consent: null }
  const session = { state, subscribe: () => () => {}, send: vi.fn(), askForPerson, agree }
  await soon(() =>
    root.render(
      <App session={session as unknown as ChatSession} client={client} site={SITE} onClose={null} />,
    ),
  )
}

const button = () =>
  [...document.querySelectorAll('button')].find((one) => one.textContent === 'Talk to a person')
const says = (words: string) => document.body.textContent.includes(words)

test('the button for a person is there from the beginning, and puts the visitor back into the chat', async () => {
  await show()
  act(() => button()!.click())
  expect(askForPerson).toHaveBeenCalledOnce()
  expect(document.activeElement?.id).toBe('message')
})

test('what is being written is still there after the button was pressed', async () => {
  await show()
  const field = document.querySelector('textarea')!
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!.call(field, 'My order')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  act(() => button()!.click())
  expect(field.value).toBe('My order')
})

test('the button is not pressed twice for one wish', async () => {
  const wish = [askedForPerson('c1'), accepted('c1', 'q1'), asked('q1', 1)]
  await show(...wish)
  expect(button()?.disabled).toBe(true)
  await show(...wish, answered('a1', 2, 'Tell me more first.', ['q1']))
  expect(button()?.disabled).toBe(false)
})

test('while a person has the conversation that is said instead, and the visitor may still write', async () => {
  await show(asked('q1', 1), byPerson)
  expect(button()).toBeUndefined()
  expect(says('A person from our team has this conversation now.')).toBe(true)
  expect(document.querySelector('textarea')?.disabled).toBe(false)
  expect(says('The assistant is writing')).toBe(false)
})

test('when the bot has it again there is the button again', async () => {
  await show(asked('q1', 1), byPerson, byBot)
  expect(button()).toBeDefined()
  expect(says('The assistant is writing')).toBe(true)
})

const CONSENT = {
  version: '2026-11',
  text: 'I agree to the [privacy policy](https://rezvo.app/privacy).',
}

test('where consent is asked for, nothing can be written before it is given', async () => {
  await showWith(
    gateway(() => Promise.resolve({ ...CONFIG, consent: CONSENT })),
    byPerson,
  )
  expect(says('I agree to the privacy policy.')).toBe(true)
  expect(document.querySelector('a')?.href).toBe('https://rezvo.app/privacy')
  expect(document.querySelector('textarea, input')).toBeNull()
  expect(says('How do payments work?')).toBe(false)
  expect(button()).toBeUndefined()
  const yes = [...document.querySelectorAll('button')].find((one) => one.textContent === 'I agree')
  act(() => yes!.click())
  expect(agree).toHaveBeenCalledWith('2026-11')
})

test('nor can it before it is known whether consent is due, and the visitor is put into the field then', async () => {
  const { promise, resolve } = Promise.withResolvers<typeof CONFIG>()
  await showWith(gateway(() => promise))
  expect(document.querySelector('textarea')).toBeNull()
  expect(button()).toBeUndefined()
  expect(says('No connection. We keep trying.')).toBe(false)
  focusChat()
  expect(document.activeElement?.id).toBe('chat-title')
  await soon(() => resolve(CONFIG))
  expect(document.activeElement?.id).toBe('message')
})

test('where that cannot be found out the chat says so, and asks again until it can', async () => {
  vi.useFakeTimers()
  const config = vi.fn(() => Promise.reject<typeof CONFIG>(new TypeError('Failed to fetch')))
  await showWith(gateway(config))
  expect(document.querySelector('textarea')).toBeNull()
  expect(says('No connection. We keep trying.')).toBe(true)
  for (const times of [2, 3, 4]) {
    await act(() => vi.advanceTimersByTimeAsync(10_000))
    expect(config).toHaveBeenCalledTimes(times)
  }
  config.mockResolvedValue(CONFIG)
  await soon(() => window.dispatchEvent(new Event('online')))
  expect(document.querySelector('textarea')).not.toBeNull()
  expect(says('No connection. We keep trying.')).toBe(false)
})
