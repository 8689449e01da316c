import { useQuery } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import type { Session } from '../../../api/types.ts'
import { signInHint } from '../hint.ts'

export const SESSION = ['session']

/** Who is signed in; null for nobody. */
export const useSession = () =>
  useQuery({ queryKey: SESSION, queryFn: getSession, staleTime: Infinity, refetchOnWindowFocus: false })

async function getSession(): Promise<Session | null> {
  if (!signInHint.get()) return null
  const result = await api.GET('/api/support/session')
  return result.response.status === 401 ? null : unwrap(result)
}
