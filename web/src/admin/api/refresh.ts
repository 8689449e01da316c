let running: Promise<boolean> | null = null

/** Whether the session goes on. Requests that find it expired at the same time share one refresh. */
export function refreshSession(): Promise<boolean> {
  running ??= refresh().finally(() => (running = null))
  return running
}

async function refresh(): Promise<boolean> {
  const response = await fetch('/api/support/session/refresh', { method: 'POST' })
  return response.ok
}
