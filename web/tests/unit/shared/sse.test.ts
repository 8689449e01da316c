import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ProblemError } from '../../../src/shared/api/problem.ts'
import { readEventStream, StreamUnavailable, type StreamEvent } from '../../../src/shared/sse.ts'
import { problem, serve, type Call, type RunningServer } from '../../fakes/http.ts'

let server: RunningServer
let answer: (call: Call) => void
let heard: StreamEvent[]
let ids: string[]
const aborter = () => new AbortController()

beforeEach(async () => {
  heard = []
  ids = []
  server = await serve([
    (call) => {
      answer(call)
      return true
    },
  ])
})

afterEach(() => server.stop())

const stream = (response: ServerResponse, ...chunks: (string | Uint8Array)[]) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
  chunks.forEach((chunk) => response.write(chunk))
  response.end()
}

const read = (options: Partial<Parameters<typeof readEventStream>[0]> = {}) =>
  readEventStream({
    url: `${server.url}/events`,
    headers: {},
    lastEventId: '',
    signal: aborter().signal,
    openWithinMs: 5_000,
    quietAtMostMs: 5_000,
    onOpen: vi.fn(),
    onEvent: (event) => heard.push(event),
    onId: (id) => ids.push(id),
    onHeartbeat: vi.fn(),
    onRetry: vi.fn(),
    ...options,
  })

async function data(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  answer = ({ response }) => stream(response, ...chunks)
  await read()
  return heard.map((event) => event.data)
}

test.each([
  ['lines may end in LF', ['data: a\n\ndata: b\n\n'], ['a', 'b']],
  ['lines may end in CR', ['data: a\r\rdata: b\r\r'], ['a', 'b']],
  ['lines may end in CRLF', ['data: a\r\n\r\ndata: b\r\n\r\n'], ['a', 'b']],
  ['a CRLF may be cut in two', ['data: a\r', '\ndata: b\r\n', '\r\n'], ['a\nb']],
  ['a byte order mark at the beginning is taken off', ['\uFEFFdata: a\n\n'], ['a']],
  ['a second byte order mark is part of a field name', ['\uFEFF\uFEFFdata: a\n\ndata: b\n\n'], ['b']],
  ['several data fields are lines of one event', ['data: a\ndata\ndata:b\n\n'], ['a\n\nb']],
  ['one space after the colon is taken off, a second one kept', ['data:  a\n\n'], [' a']],
  ['comments and unknown fields say nothing', [': hello\nfoo: bar\ndata: a\n\n'], ['a']],
  ['an event without its blank line is not delivered', ['data: a\n\ndata: b\n'], ['a']],
  ['an event without data is not delivered', ['event: reply\n\ndata: a\n\n'], ['a']],
  ['a field name may not have spaces before the colon', ['data : a\n\ndata: b\n\n'], ['b']],
  ['a null byte is data as any other', ['data: a\0b\n\n'], ['a\0b']],
])('%s', async (_, chunks, expected) => {
  expect(await data(...chunks)).toEqual(expected)
})

test('a character may be cut in two by the network', async () => {
  const bytes = new TextEncoder().encode('data: 👋 ñ\n\n')
  answer = ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    for (const byte of bytes) response.write(new Uint8Array([byte]))
    response.end()
  }
  await read()
  expect(heard[0]?.data).toBe('👋 ñ')
})

test('an event has its name, or is called message', async () => {
  await data('event: reply.delta\ndata: a\n\ndata: b\n\n')
  expect(heard.map(({ event }) => event)).toEqual(['reply.delta', 'message'])
})

test('ids are reported, also without data and emptied, but not with a null byte', async () => {
  await data('id: 1\ndata: a\n\nid: 2\n\nid: \0\ndata: b\n\nid\ndata: c\n\n')
  expect(ids).toEqual(['1', '2', ''])
})

test('the retry time is reported where it is a number', async () => {
  const onRetry = vi.fn()
  answer = ({ response }) => stream(response, 'retry: 300\n\nretry: soon\n\nretry: 0x1\n\n')
  await read({ onRetry })
  expect(onRetry.mock.calls).toEqual([[300]])
})

test('headers go out, and the last event id only where there is one', async () => {
  const seen: Call['headers'][] = []
  answer = ({ headers, response }) => {
    seen.push(headers)
    stream(response)
  }
  await read({ headers: { Authorization: 'Bearer token' } })
  await read({ lastEventId: '7:1:0' })
  expect(seen[0]).toMatchObject({ authorization: 'Bearer token', accept: 'text/event-stream' })
  expect(seen[0]).not.toHaveProperty('last-event-id')
  expect(seen[1]).toMatchObject({ 'last-event-id': '7:1:0' })
})

test('a refusal is told in the words of the server', async () => {
  answer = ({ response }) => problem(response, 401, 'This token is not good any more')
  await expect(read()).rejects.toThrow(ProblemError)
  await expect(read()).rejects.toThrow('This token is not good any more.')
})

test('an answer that is no event stream is not read as one', async () => {
  answer = ({ response }) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('data: a\n\n')
  await expect(read()).rejects.toThrow(StreamUnavailable)
  expect(heard).toEqual([])
})

test('a stream that falls silent is given up', async () => {
  answer = ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write('data: a\n\n')
  }
  await expect(read({ quietAtMostMs: 50 })).rejects.toThrow('silent')
  expect(heard).toHaveLength(1)
})

test('whoever does not want it any more ends it', async () => {
  const controller = aborter()
  answer = ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write('data: a\n\n')
  }
  await expect(read({ signal: controller.signal, onEvent: () => controller.abort() })).rejects.toThrow(
    'abort',
  )
})
