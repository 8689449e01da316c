// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../../src/admin/api/client.ts'
import type { Session, Ticket } from '../../../src/admin/api/types.ts'
import { createQueries } from '../../../src/admin/app/queries.ts'
import { Actions } from '../../../src/admin/features/conversation/Actions.tsx'
import { SESSION } from '../../../src/admin/features/session/api/get-session.ts'
import { session, ticket } from './builders.ts'

const withPerson = ticket({ status: 'needs_review', escalated: true, handled_by: 'person' })
let root: Root

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }))
  document.body.innerHTML = '<div id="admin"></div>'
  root = createRoot(document.getElementById('admin')!)
})

afterEach(() => act(() => root.unmount()))

function show(conversation: Ticket, who: Session = session()): void {
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

const giveBack = () =>
  [...document.querySelectorAll('button')].find((one) => one.textContent === 'Give back to the bot')

test('a conversation that a person has is given back to the bot by its status', async () => {
  const patch = vi.spyOn(api, 'PATCH').mockResolvedValue({ data: withPerson, response: new Response() })
  show(withPerson)
  await act(async () => {
    giveBack()!.click()
    await vi.waitUntil(() => patch.mock.calls.length > 0)
  })
  expect(patch).toHaveBeenCalledExactlyOnceWith('/api/support/conversations/{conversation_id}', {
    params: { path: { conversation_id: withPerson.id } },
    body: { status: 'auto_resolved' },
  })
})

test('what the bot has is not given back to it', () => {
  show(ticket({ status: 'needs_review', escalated: true, handled_by: 'bot' }))
  expect(document.querySelectorAll('button').length).toBeGreaterThan(0)
  expect(giveBack()).toBeUndefined()
})

test('a viewer gives nothing back', () => {
  show(withPerson, session({ role: 'viewer' }))
  expect(giveBack()).toBeUndefined()
})
