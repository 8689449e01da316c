import { createParser } from 'eventsource-parser'
import { problemFrom } from './api/problem.ts'

/** One event of a stream; `event` is "message" where the server named none. */
export interface StreamEvent {
  event: string
  data: string
}

/** The stream could not be had, or went silent; the message says which. */
export class StreamUnavailable extends Error {
  override name = 'StreamUnavailable'
}

export interface EventStreamRequest {
  url: string
  headers: Record<string, string>
  /** The id of the last event seen; empty at the first opening. */
  lastEventId: string
  signal: AbortSignal
  /** Longest wait for the response, and longest silence after it (heartbeats count as sound). */
  openWithinMs: number
  quietAtMostMs: number
  onOpen: () => void
  onEvent: (event: StreamEvent) => void
  onId: (id: string) => void
  /** A comment: the server is there and has nothing to say. */
  onHeartbeat: () => void
  /** The server's wish: milliseconds before a reconnection. */
  onRetry: (ms: number) => void
}

/**
 * Reads one server-sent event stream to its end, over `fetch` because an EventSource cannot send headers.
 *
 * Resolves when the server ends the stream. Throws ProblemError where the server refuses it, StreamUnavailable
 * where it is no event stream or goes silent, and fetch's own errors where the network fails or `signal` aborts.
 */
export async function readEventStream(request: EventStreamRequest): Promise<void> {
  const watchdog = new Watchdog(request.openWithinMs)
  try {
    const response = await fetch(request.url, {
      headers: headersOf(request),
      signal: AbortSignal.any([request.signal, watchdog.signal]),
      cache: 'no-store',
    })
    const body = await eventStreamBody(response)
    request.onOpen()
    await readBody(body, request, () => watchdog.restart(request.quietAtMostMs))
  } finally {
    watchdog.stop()
  }
}

function headersOf({ headers, lastEventId }: EventStreamRequest): Record<string, string> {
  const resume = lastEventId === '' ? {} : { 'Last-Event-ID': lastEventId }
  return { Accept: 'text/event-stream', ...headers, ...resume }
}

async function eventStreamBody(response: Response): Promise<ReadableStream<Uint8Array>> {
  if (!response.ok) throw problemFrom(response, await response.json().catch(() => null))
  const isStream = response.headers.get('Content-Type')?.toLowerCase().startsWith('text/event-stream')
  if (!isStream || response.body === null) throw new StreamUnavailable('The answer is no event stream.')
  return response.body
}

async function readBody(body: ReadableStream<Uint8Array>, request: EventStreamRequest, onBytes: () => void) {
  const parser = createParser({
    onEvent: ({ event, data }) => request.onEvent({ event: event ?? 'message', data }),
    onId: request.onId,
    onRetry: request.onRetry,
    onComment: request.onHeartbeat,
  })
  // The parser takes the byte order mark off; a decoder that did so too would swallow a second one.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const reader = body.getReader()
  onBytes()
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    onBytes()
    parser.feed(decoder.decode(chunk.value, { stream: true }))
  }
}

class Watchdog {
  readonly #controller = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ms: number) {
    this.restart(ms)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  restart(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => this.#controller.abort(new StreamUnavailable('The stream went silent.')),
      ms,
    )
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
