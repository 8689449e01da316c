// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../../src/admin/api/client.ts'
import type { Session } from '../../../src/admin/api/types.ts'
import { createQueries } from '../../../src/admin/app/queries.ts'
import { Composer } from '../../../src/admin/features/conversation/Composer.tsx'
import { SESSION } from '../../../src/admin/features/session/api/get-session.ts'
import { session, ticket } from './builders.ts'

const CANNED = [
  { id: 'c', title: 'Refund', content: 'It is on its way.', updated_at: '2026-11-22T10:00:00Z' },
]
let root: Root

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }))
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })
  document.body.innerHTML = '<div id="admin"></div>'
  root = createRoot(document.getElementById('admin')!)
})

afterEach(() => act(() => root.unmount()))

function show(who: Session = session(), canned = CANNED): void {
  const queries = createQueries()
  queries.setQueryData(SESSION, who)
  queries.setQueryData(['canned-replies'], canned)
  act(() =>
    root.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <Composer conversation={ticket()} />
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

const answers = (...statuses: number[]) => {
  const bodies: { content: string; client_reply_id: string }[] = []
  vi.spyOn(api, 'POST').mockImplementation((_: string, { body }: { body: (typeof bodies)[number] }) => {
    bodies.push(body)
    const status = statuses[bodies.length - 1] ?? 201
    const problem = { title: 'Away', status, detail: 'The database does not answer.' }
    return Promise.resolve({ data: {}, error: problem, response: new Response(null, { status }) })
  })
  return bodies
}

async function send(): Promise<void> {
  await act(async () => {
    button('Send reply').click()
    await new Promise((resolve) => setTimeout(resolve, 20))
  })
}

test('what was said is gone from the field, and nothing is sent of nothing', async () => {
  const bodies = answers()
  show()
  expect(button('Send reply').disabled).toBe(true)
  write(' Let me see. ')
  await send()
  expect(bodies.map(({ content }) => content)).toEqual(['Let me see.'])
  expect(field().value).toBe('')
})

test('what could not be sent stays, with the reason, and is the same message when it is sent again', async () => {
  const bodies = answers(503, 503, 201)
  show()
  write('Let me see.')
  await send()
  expect(document.querySelector('[role=alert]')!.textContent).toContain('The database does not answer.')
  expect(field().value).toBe('Let me see.')
  await send()
  write('Let me see!')
  await send()
  const [first, again, other] = bodies.map(({ client_reply_id }) => client_reply_id)
  expect(again).toBe(first)
  expect(other).not.toBe(first)
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

test('a viewer answers nobody', () => {
  show(session({ role: 'viewer' }))
  expect(document.querySelector('textarea')).toBeNull()
})
