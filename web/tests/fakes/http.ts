import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Call {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
  response: ServerResponse
}

/** Handles a call and says so, or leaves it to the next one. */
export type Handler = (call: Call) => Promise<boolean> | boolean

export interface RunningServer {
  url: string
  stop: () => Promise<void>
}

export async function serve(handlers: readonly Handler[], port = 0): Promise<RunningServer> {
  const server = createServer((request, response) => void answer(handlers, request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: actual } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${actual}`, stop: () => stop(server) }
}

async function answer(handlers: readonly Handler[], request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake')
  const call: Call = {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body: await readJson(request),
    response,
  }
  for (const handler of handlers) if (await handler(call)) return
  problem(response, 404, 'Not found')
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

export function json(response: ServerResponse, status: number, value: unknown, headers = {}): true {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
  return true
}

export function problem(response: ServerResponse, status: number, title: string, headers = {}): true {
  response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers })
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail: `${title}.` }))
  return true
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
