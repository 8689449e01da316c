// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../../src/admin/api/client.ts'
import { createQueries } from '../../../src/admin/app/queries.ts'
import { AccountsPage } from '../../../src/admin/features/accounts/AccountsPage.tsx'
import { SESSION } from '../../../src/admin/features/session/api/get-session.ts'
import { stubLayout } from '../layout.ts'
import { account, apiKey, session } from './builders.ts'

let root: Root

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  stubLayout({ queriesMatch: false })
  document.body.innerHTML = '<div id="admin"></div>'
  root = createRoot(document.getElementById('admin')!)
})

afterEach(() => {
  act(() => root.unmount())
  vi.restoreAllMocks()
})

async function show(role: 'agent' | 'admin' = 'admin'): Promise<void> {
  const queries = createQueries()
  queries.setQueryData(SESSION, session({ role }))
  queries.setQueryData(
    ['accounts'],
    [account(), account({ id: 'b', email: 'bob@rezvo.app', disabled: true })],
  )
  queries.setQueryData(['api-keys'], [apiKey()])
  vi.spyOn(api, 'GET').mockReturnValue(new Promise(() => undefined))
  await act(async () => {
    root.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <AccountsPage />
        </QueryClientProvider>
      </MantineProvider>,
    )
    await new Promise((resolve) => setTimeout(resolve))
  })
}

const button = (name: string) =>
  [...document.querySelectorAll('button')].find(
    (one) => one.textContent === name || one.getAttribute('aria-label') === name,
  )

const press = (name: string) =>
  act(async () => {
    button(name)!.click()
    await new Promise((resolve) => setTimeout(resolve))
  })

const field = (label: string) =>
  [...document.querySelectorAll('label')].find((one) => one.textContent.startsWith(label))!
    .control as HTMLInputElement

const type = (label: string, text: string) =>
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field(label), text)
    field(label).dispatchEvent(new Event('input', { bubbles: true }))
  })

test('an admin sees who may sign in, and which programs', async () => {
  await show()
  const rows = [...document.querySelectorAll('li')].map((row) => row.textContent)
  expect(rows).toHaveLength(3)
  expect(rows[0]).toContain('ada@rezvo.app')
  expect(rows[1]).toContain('Disabled')
  expect(rows[2]).toContain('nightly import')
  expect(rows[2]).toContain('May log conversations')
})

test('nobody else does', async () => {
  await show('agent')
  expect(document.querySelectorAll('li')).toHaveLength(0)
  expect(document.body.textContent).toContain('Only admins')
})

test('a new random password is shown once, to be copied', async () => {
  await show()
  const patch = vi
    .spyOn(api, 'PATCH')
    .mockResolvedValue({ data: account({ password: 'shown-once' }), response: new Response() })
  await press('Change ada@rezvo.app')
  await press('New random password')
  expect(patch).toHaveBeenCalledExactlyOnceWith('/api/support/accounts/{account_id}', {
    params: { path: { account_id: account().id } },
    body: { random_password: true },
  })
  expect(document.querySelector('pre')?.textContent).toBe('shown-once')
  await press('Done')
  expect(document.body.textContent).not.toContain('shown-once')
})

test('a new key may do what was chosen for it, and something must be', async () => {
  await show()
  const post = vi
    .spyOn(api, 'POST')
    .mockResolvedValue({ data: apiKey({ secret: 'shown-once' }), response: new Response() })
  await press('Add an API key')
  type('Name', 'figures')
  await press('Add')
  expect(document.body.textContent).toContain('Choose what it may do.')
  expect(post).not.toHaveBeenCalled()

  act(() => field('read the figures').click())
  await press('Add')
  expect(post).toHaveBeenCalledExactlyOnceWith('/api/support/api-keys', {
    body: { name: 'figures', scopes: ['analytics:read'] },
  })
  expect(document.querySelector('pre')?.textContent).toBe('shown-once')
})

test('a key is revoked at the second press', async () => {
  await show()
  const remove = vi
    .spyOn(api, 'DELETE')
    .mockResolvedValue({ data: undefined, response: new Response(null, { status: 204 }) })
  await press('Revoke nightly import')
  expect(remove).not.toHaveBeenCalled()
  await press('Revoke nightly import for good')
  expect(remove).toHaveBeenCalledExactlyOnceWith('/api/support/api-keys/{key_id}', {
    params: { path: { key_id: apiKey().id } },
  })
})
