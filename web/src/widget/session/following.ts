import { ProblemError } from '../../shared/api/problem.ts'
import { backoffMs, roughly } from '../../shared/backoff.ts'
import type { Credentials } from '../api/gateway.ts'
import type { Snapshot } from '../protocol/state.ts'
import { hasGap, isWaiting } from '../protocol/view.ts'
import { Line, type LineHandlers } from './line.ts'
import type { Pauses } from './pauses.ts'
import type { ThreadStore } from './store.ts'
import { isOver } from './verdict.ts'

/** How the thread is kept up to date: by the stream, by asking again and again, or not at all just now. */
export type Connection = 'none' | 'resuming' | 'live' | 'polling' | 'lost'

export interface FollowingParts {
  store: ThreadStore
  pauses: Pauses
  credentials: Credentials
  fetchThread: () => Promise<Snapshot>
  baseUrl: string
  onConnection: (connection: Connection) => void
  onOver: (credentials: Credentials, why: ProblemError) => void
}

/** Failures in a row after which the thread is polled instead, between further tries at the stream. */
const FAILURES_BEFORE_POLLING = 3
const POLLS_BETWEEN_TRIES = 10
const POLL_MS = { waiting: 2_000, idle: 8_000 }
const LONGEST_WAIT_MS = 15_000
/** Where an answer is due and nothing is heard for so long, the thread is fetched: the stream may have lost it. */
const SIGN_OF_LIFE_MS = 15_000
const GAP_RETRY_MS = 700

/** Keeps the thread of one conversation up to date until it is stopped or the conversation is over. */
export class Following {
  readonly #parts: FollowingParts
  readonly #aborter = new AbortController()
  readonly #line: Line
  #catchingUp = false
  #signs = 0

  constructor(parts: FollowingParts) {
    this.#parts = parts
    this.#line = new Line(parts.credentials, this.#lineHandlers(), parts.baseUrl)
  }

  /**
   * Resolves when it is stopped.
   *
   * @param isNew nothing was said in the conversation yet, so there is nothing to fetch first
   */
  run(isNew: boolean): Promise<void> {
    return this.#untilOver(async () => {
      if (!isNew) await this.#resume()
      await Promise.all([this.#listen(), this.#watch()])
    })
  }

  stop(): void {
    this.#aborter.abort()
  }

  #lineHandlers() {
    return {
      onOpen: () => this.#parts.onConnection('live'),
      onEvent: this.#take,
      onResync: () => void this.#catchUp(),
    }
  }

  #take: LineHandlers['onEvent'] = (event) => {
    this.#signs++
    this.#parts.store.apply({ type: 'received', event })
    if (hasGap(this.#parts.store.state)) void this.#catchUp()
  }

  async #resume(): Promise<void> {
    this.#parts.onConnection('resuming')
    await this.#fetch()
  }

  async #listen(): Promise<void> {
    for (let failures = 0; this.#isRunning();) {
      await this.#line.listen(this.#aborter.signal).catch(throwIfOver)
      failures = this.#line.heard ? 0 : failures + 1
      if (failures > FAILURES_BEFORE_POLLING) await this.#poll()
      else await this.#pause(backoffMs(failures, { firstMs: this.#line.retryMs, maxMs: LONGEST_WAIT_MS }))
    }
  }

  /** Fetches the thread until nothing is missing: what the server has stored may be a second behind. */
  async #catchUp(): Promise<void> {
    if (this.#catchingUp) return
    this.#catchingUp = true
    await this.#untilOver(async () => {
      do {
        await this.#fetch()
        await this.#pause(GAP_RETRY_MS)
      } while (hasGap(this.#parts.store.state) && this.#isRunning())
    })
    this.#catchingUp = false
  }

  async #watch(): Promise<void> {
    while (this.#isRunning()) {
      const signs = this.#signs
      await this.#pause(roughly(SIGN_OF_LIFE_MS))
      const { state } = this.#parts.store
      const isDue = isWaiting(state) || state.turn !== null
      if (isDue && signs === this.#signs) await this.#fetch(false)
    }
  }

  async #poll(): Promise<void> {
    for (let polls = 0; polls < POLLS_BETWEEN_TRIES && this.#isRunning(); polls++) {
      const had = await this.#fetch(false)
      if (this.#isRunning()) this.#parts.onConnection(had ? 'polling' : 'lost')
      await this.#pause(roughly(isWaiting(this.#parts.store.state) ? POLL_MS.waiting : POLL_MS.idle))
    }
  }

  /** Whether the thread could be had. Throws only where the conversation is over. */
  async #fetch(live = true): Promise<boolean> {
    if (!this.#isRunning()) return false
    try {
      const snapshot = await this.#parts.fetchThread()
      if (this.#isRunning()) this.#parts.store.apply({ type: 'fetched', snapshot, live })
      return true
    } catch (error) {
      throwIfOver(error)
      return false
    }
  }

  async #untilOver(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (!this.#isRunning()) return
      this.stop()
      this.#parts.onOver(this.#parts.credentials, error)
    }
  }

  #pause(ms: number): Promise<unknown> {
    return this.#parts.pauses.pause(ms, this.#aborter.signal)
  }

  #isRunning(): boolean {
    return !this.#aborter.signal.aborted
  }
}

/** Every other failure is answered by trying again. */
function throwIfOver(error: unknown): void {
  if (error instanceof ProblemError && isOver(error)) throw error
}
