import { useQuery } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import type { Session } from '../../../api/types.ts'
import { signInHint } from '../hint.ts'

const RETRY_MS = 5_000

export const SESSION = ['session']

/** Who is signed in; null for nobody. Where that could not be found out it is asked again and again. */
export const useSession = () =>
  useQuery({
    queryKey: SESSION,
    queryFn: getSession,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => (state.status === 'error' ? RETRY_MS : false),
  })

async function getSession(): Promise<Session | null> {
  if (!signInHint.get()) return null
  const result = await api.GET('/api/support/session')
  return result.response.status === 401 ? null : unwrap(result)
}
