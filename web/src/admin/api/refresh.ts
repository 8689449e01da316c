import { problemFrom } from '../../shared/api/problem.ts'

/** The session is over, or was not of this page: nothing but signing in helps. */
const OVER = [401, 403]

let running: Promise<boolean> | null = null

/**
 * Whether the session goes on. Requests that find it expired at the same time share one refresh.
 *
 * Throws where nobody can tell: a ProblemError where the server has trouble, fetch's own error without a network.
 */
export function refreshSession(): Promise<boolean> {
  running ??= refresh().finally(() => (running = null))
  return running
}

async function refresh(): Promise<boolean> {
  const response = await fetch('/api/support/session/refresh', { method: 'POST' })
  if (response.ok) return true
  if (OVER.includes(response.status)) return false
  throw problemFrom(response, await response.json().catch(() => null))
}
