import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { follow, together } from '../../../src/admin/app/live-feed.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const invalidated = () => {
  const keys: unknown[] = []
  const queries = {
    invalidateQueries: (filters?: { queryKey?: readonly unknown[] }) => {
      keys.push(filters?.queryKey)
      return Promise.resolve()
    },
  }
  return { keys, readAgain: together(queries as Parameters<typeof together>[0]) }
}

const stream = (...chunks: string[]) =>
  new Response(chunks.join(''), { headers: { 'Content-Type': 'text/event-stream' } })

test('changes that come together are read once, with the lists', async () => {
  const { keys, readAgain } = invalidated()
  readAgain.conversation('a')
  readAgain.conversation('b')
  readAgain.conversation('a')
  expect(keys).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(keys).toEqual([['tickets'], ['conversations'], ['conversation', 'a'], ['conversation', 'b']])
})

test('what was missed is read anew, and nothing after the end', async () => {
  const { keys, readAgain } = invalidated()
  readAgain.all()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(keys).toEqual([['tickets'], ['conversations'], ['conversation']])
  readAgain.conversation('a')
  readAgain.stop()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(keys).toHaveLength(3)
})

test('the feed is followed again after it ended, and a refused session is refreshed first', async () => {
  const calls: string[] = []
  const leaving = new AbortController()
  vi.stubGlobal('fetch', (url: string) => {
    calls.push(url)
    if (url.endsWith('/refresh')) return Promise.resolve(new Response('{}'))
    if (calls.length === 1) return Promise.resolve(Response.json({ title: 'Sign in' }, { status: 401 }))
    return Promise.resolve(stream('event: conversation.changed\ndata: {"id": "a"}\n\n'))
  })
  const readAgain = { conversation: vi.fn(), all: vi.fn(), stop: vi.fn() }
  const following = follow(readAgain, leaving.signal)
  await vi.advanceTimersByTimeAsync(3_000)
  leaving.abort()
  await following
  expect(calls.slice(0, 4)).toEqual([
    '/api/support/events',
    '/api/support/session/refresh',
    '/api/support/events',
    '/api/support/events',
  ])
  expect(readAgain.conversation).toHaveBeenCalledWith('a')
})

test.each([
  ['a packet is lost', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['the database is away', () => Promise.resolve(new Response(null, { status: 503 }))],
])('while %s nobody can tell whether the session is over, and it goes on trying', async (_, refresh) => {
  let isAway = true
  let feeds = 0
  vi.stubGlobal('fetch', (url: string) => {
    if (url.endsWith('/refresh')) return refresh()
    feeds += 1
    return Promise.resolve(
      isAway ? Response.json({}, { status: 401 }) : stream('event: resync\ndata: {}\n\n'),
    )
  })
  const leaving = new AbortController()
  const readAgain = { conversation: vi.fn(), all: vi.fn(), stop: vi.fn() }
  const following = follow(readAgain, leaving.signal)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(feeds).toBeGreaterThan(3)
  expect(feeds).toBeLessThan(20)
  isAway = false
  await vi.advanceTimersByTimeAsync(20_000)
  leaving.abort()
  await following
  expect(readAgain.all).toHaveBeenCalled()
})

test('it ends where the session is over', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ title: 'Sign in' }, { status: 401 })))
  const readAgain = { conversation: vi.fn(), all: vi.fn(), stop: vi.fn() }
  await follow(readAgain, new AbortController().signal)
  expect(readAgain.all).not.toHaveBeenCalled()
})
