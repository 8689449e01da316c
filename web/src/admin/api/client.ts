import createClient from 'openapi-fetch'
import { refreshSession } from './refresh.ts'
import type { Paths } from './types.ts'

/** Ticketing and analytics, which are one origin to a browser. The session is in cookies that no script can read. */
export const api = createClient<Paths>({ fetch: fetchInSession })

/**
 * An access token lasts minutes: a refused request is sent once more after the session was refreshed. It stays refused
 * only where the session is over; where nobody can tell, it throws as `refreshSession` does.
 */
async function fetchInSession(request: Request): Promise<Response> {
  const again = request.clone()
  const response = await fetch(request)
  if (response.status !== 401 || isSignIn(request)) return response
  return (await refreshSession()) ? fetch(again) : response
}

const isSignIn = ({ method, url }: Request): boolean =>
  method !== 'GET' && url.endsWith('/api/support/session')
