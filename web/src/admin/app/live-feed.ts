import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ProblemError } from '../../shared/api/problem.ts'
import { backoffMs } from '../../shared/backoff.ts'
import { readEventStream } from '../../shared/sse.ts'
import { refreshSession } from '../api/refresh.ts'

const PAUSES = { firstMs: 500, maxMs: 15_000 }
const OPEN_WITHIN_MS = 10_000
const QUIET_AT_MOST_MS = 45_000
/** Changes that come close together are one reason to read again. */
const TOGETHER_MS = 500
const LISTS = [['tickets'], ['conversations']]

/** Keeps what is shown fresh for as long as the component is there; without the feed, all of it still polls. */
export function useLiveFeed(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const leaving = new AbortController()
    const readAgain = together(queries)
    void follow(readAgain, leaving.signal)
    return () => {
      leaving.abort()
      readAgain.stop()
    }
  }, [queries])
}

/** Follows the feed, again and again, until `signal` aborts or the session is over. */
export async function follow(readAgain: ReadAgain, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      await listen(readAgain, signal, () => (failures = 0))
    } catch (error) {
      if (isRefused(error) && (await isSessionOver())) return
    }
    await pause(backoffMs(failures, PAUSES), signal)
    failures += 1
  }
}

const listen = (readAgain: ReadAgain, signal: AbortSignal, onOpen: () => void) =>
  readEventStream({
    url: '/api/support/events',
    headers: {},
    lastEventId: '',
    signal,
    openWithinMs: OPEN_WITHIN_MS,
    quietAtMostMs: QUIET_AT_MOST_MS,
    onOpen,
    onEvent: ({ event, data }) => {
      if (event === 'resync') readAgain.all()
      if (event === 'conversation.changed') readAgain.conversation((JSON.parse(data) as { id: string }).id)
    },
    onId: () => undefined,
    onHeartbeat: () => undefined,
    onRetry: () => undefined,
  })

const isRefused = (error: unknown) => error instanceof ProblemError && error.status === 401

/** Where nobody can tell, it is not. */
const isSessionOver = () =>
  refreshSession().then(
    (goesOn) => !goesOn,
    () => false,
  )

export interface ReadAgain {
  conversation: (id: string) => void
  all: () => void
  stop: () => void
}

/** Invalidates what is shown of the conversations that changed, and the lists that they may stand in. */
export function together(queries: Pick<QueryClient, 'invalidateQueries'>): ReadAgain {
  const changed = new Map<string, string[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const note = (queryKey: string[]) => {
    changed.set(queryKey.join(), queryKey)
    timer ??= setTimeout(flush, TOGETHER_MS)
  }
  const flush = () => {
    timer = undefined
    for (const queryKey of [...LISTS, ...changed.values()]) void queries.invalidateQueries({ queryKey })
    changed.clear()
  }
  return {
    conversation: (id) => note(['conversation', id]),
    all: () => note(['conversation']),
    stop: () => clearTimeout(timer),
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
