import { beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../../src/admin/api/client.ts'
import { nextCursor } from '../../../src/admin/api/next-page.ts'

const REFRESH = '/api/support/session/refresh'
let isExpired: boolean
let refresh: () => Response
let calls: string[]

beforeEach(() => {
  isExpired = true
  refresh = () => Response.json({})
  calls = []
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const request = typeof input === 'string' ? new Request(new URL(input, 'http://desk'), init) : input
    const { pathname } = new URL(request.url)
    calls.push(`${request.method} ${pathname} ${await request.text()}`.trim())
    if (pathname === REFRESH) {
      const response = refresh()
      isExpired = !response.ok
      return response
    }
    return Response.json({}, { status: isExpired ? 401 : 200 })
  })
})

const close = () =>
  api.PATCH('/api/support/conversations/{conversation_id}', {
    baseUrl: 'http://desk',
    params: { path: { conversation_id: 'c' } },
    body: { status: 'closed' },
  })

test('a request that finds the session expired is sent once more after a refresh, with its body', async () => {
  const { response } = await close()
  expect(response.status).toBe(200)
  const patch = 'PATCH /api/support/conversations/c {"status":"closed"}'
  expect(calls).toEqual([patch, `POST ${REFRESH}`, patch])
})

test('requests that find it expired together share one refresh', async () => {
  await Promise.all([close(), close(), close()])
  expect(calls.filter((call) => call.includes(REFRESH))).toHaveLength(1)
})

const problem = (status: number) => Response.json({ title: 'No', status }, { status })

test.each([401, 403])('a session whose refresh is refused with %i is over', async (status) => {
  refresh = () => problem(status)
  const { response } = await close()
  expect(response.status).toBe(401)
  expect(calls).toHaveLength(2)
})

test.each([500, 503, 429])('a refresh that fails with %i says nothing of the session', async (status) => {
  refresh = () => problem(status)
  await expect(close()).rejects.toMatchObject({ status })
  refresh = () => Response.json({})
  expect((await close()).response.status).toBe(200)
})

test('nor does one that never arrives', async () => {
  refresh = () => {
    throw new TypeError('Failed to fetch')
  }
  await expect(close()).rejects.toThrow('Failed to fetch')
})

test('a wrong password is no expired session', async () => {
  await api.POST('/api/support/session', { baseUrl: 'http://desk', body: { email: 'a@b.c', password: 'x' } })
  expect(calls).toHaveLength(1)
})

test.each([
  ['</api/support/conversations?limit=25&cursor=abc%3D>; rel="next"', 'abc='],
  ['<https://desk/api?cursor=1>; rel="prev", <https://desk/api?cursor=2>; rel="next"', '2'],
  ['<https://desk/api?cursor=1>; rel="prev"', null],
  [null, null],
])('the next page of %j has the cursor %j', (link, cursor) => {
  expect(nextCursor(link)).toBe(cursor)
})
