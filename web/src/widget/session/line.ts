import { ProblemError } from '../../shared/api/problem.ts'
import { openEvents } from '../api/open-events.ts'
import type { Credentials } from '../api/gateway.ts'
import { threadEvent, type ThreadEvent } from '../protocol/events.ts'

/** The server's own wish where it named none: milliseconds before a stream is opened again. */
const DEFAULT_RETRY_MS = 1_000

/** The status with which a server refuses a Last-Event-ID that it does not know. */
const UNKNOWN_POSITION = 422

export interface LineHandlers {
  onOpen: () => void
  onEvent: (event: ThreadEvent) => void
  /** The server lost track of what was sent: the thread has to be fetched. */
  onResync: () => void
}

/** One conversation's stream over all its reconnections: it remembers where it was and how long to wait. */
export class Line {
  readonly #credentials: Credentials
  readonly #handlers: LineHandlers
  readonly #baseUrl: string
  #lastEventId = ''
  /** Milliseconds the server wants a client to wait before it comes back. */
  retryMs = DEFAULT_RETRY_MS
  /** Whether anything was heard since the stream was last opened. */
  heard = false

  constructor(credentials: Credentials, handlers: LineHandlers, baseUrl: string) {
    this.#credentials = credentials
    this.#handlers = handlers
    this.#baseUrl = baseUrl
  }

  /** Listens until the stream ends, fails (throws) or the server asks to reconnect. */
  async listen(signal: AbortSignal): Promise<void> {
    this.heard = false
    const leave = new AbortController()
    const stream = openEvents(
      this.#credentials,
      {
        lastEventId: this.#lastEventId,
        signal: AbortSignal.any([signal, leave.signal]),
        onOpen: this.#handlers.onOpen,
        onId: (id) => (this.#lastEventId = id),
        onRetry: (ms) => (this.retryMs = ms),
        onHeartbeat: () => (this.heard = true),
        onEvent: ({ event, data }) => {
          this.heard = true
          if (event === 'reconnect') leave.abort()
          else this.#take(event, data)
        },
      },
      this.#baseUrl,
    )
    await stream.catch((error: unknown) => {
      if (leave.signal.aborted) return
      if (error instanceof ProblemError && error.status === UNKNOWN_POSITION) this.#lastEventId = ''
      throw error
    })
  }

  #take(name: string, data: string): void {
    const event = name === 'resync' ? null : threadEvent(name, data)
    if (name === 'resync') this.#handlers.onResync()
    if (event) this.#handlers.onEvent(event)
  }
}
