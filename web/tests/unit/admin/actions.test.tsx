// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../../src/admin/api/client.ts'
import type { Session, Ticket } from '../../../src/admin/api/types.ts'
import { createQueries } from '../../../src/admin/app/queries.ts'
import type { Edition } from '../../../src/admin/features/conversation/api/edition.ts'
import { Actions } from '../../../src/admin/features/conversation/Actions.tsx'
import { SESSION } from '../../../src/admin/features/session/api/get-session.ts'
import { session, ticket } from './builders.ts'

const withPerson = {
  ...ticket({ status: 'needs_review', escalated: true, handled_by: 'person' }),
  etag: '"7"',
}
let root: Root

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }))
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })
  document.body.innerHTML = '<div id="admin"></div>'
  root = createRoot(document.getElementById('admin')!)
})

afterEach(() => act(() => root.unmount()))

function show(conversation: Ticket & Edition, who: Session = session()): void {
  const queries = createQueries()
  queries.setQueryData(SESSION, who)
  act(() =>
    root.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <Actions conversation={conversation} />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
}

const button = (words: string) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent === words)
const giveBack = () => button('Give back to the bot')

async function posted(words: string): Promise<unknown[]> {
  const post = vi.spyOn(api, 'POST').mockResolvedValue({ data: withPerson, response: new Response() })
  await act(async () => {
    button(words)!.click()
    await vi.waitUntil(() => post.mock.calls.length > 0, { timeout: 15_000 })
  })
  const [call] = post.mock.calls
  post.mockRestore()
  return call!
}

const params = { path: { conversation_id: withPerson.id } }

test('a conversation that a person has is given back to the bot', async () => {
  show(withPerson)
  expect(await posted('Give back to the bot')).toEqual([
    '/api/support/conversations/{conversation_id}/hand-back',
    { params: { ...params, header: { 'if-match': '"7"' } } },
  ])
})

test('what nobody has is claimed, and what somebody has is taken over from them by name', async () => {
  const claim = '/api/support/conversations/{conversation_id}/claim'
  show(withPerson)
  expect(await posted('Take it')).toEqual([claim, { params, body: { take_over: false } }])
  show({ ...withPerson, assigned_to: 'ben@rezvo.app', status: 'in_progress' })
  expect(button('Take it')).toBeUndefined()
  expect(await posted('Take it over from ben@rezvo.app')).toEqual([
    claim,
    { params, body: { take_over: true } },
  ])
})

test('the note of a closing is sent for what was read, and what somebody has noted meanwhile is shown', async () => {
  const patch = vi.spyOn(api, 'PATCH').mockResolvedValue({ data: withPerson, response: new Response() })
  show({ ...withPerson, notes: 'Called.' })
  act(() => button('Close with a note')!.click())
  expect(document.querySelector('textarea')!.value).toBe('Called.')
  show({ ...withPerson, notes: 'Called twice.', etag: '"8"' })
  expect(document.body.textContent).toContain('It is now: Called twice.')
  await act(async () => {
    button('Close conversation')!.click()
    await vi.waitUntil(() => patch.mock.calls.length > 0)
  })
  expect(patch.mock.calls[0]).toEqual([
    '/api/support/conversations/{conversation_id}',
    { params: { ...params, header: { 'if-match': '"8"' } }, body: { status: 'closed', notes: 'Called.' } },
  ])
  patch.mockRestore()
})

test('what is mine is not claimed again', () => {
  show({ ...withPerson, assigned_to: session().email, status: 'in_progress' })
  expect(button('Take it')).toBeUndefined()
})

test('what the bot has is not given back to it', () => {
  show({ ...withPerson, handled_by: 'bot' })
  expect(document.querySelectorAll('button').length).toBeGreaterThan(0)
  expect(giveBack()).toBeUndefined()
})

test('a viewer gives nothing back', () => {
  show(withPerson, session({ role: 'viewer' }))
  expect(giveBack()).toBeUndefined()
})
