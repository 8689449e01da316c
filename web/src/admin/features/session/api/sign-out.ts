import { useMutation, useQueryClient } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import { signInHint } from '../hint.ts'
import { SESSION } from './get-session.ts'

/** Ends the session, and forgets everything that was read in it. */
export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async () => unwrap(await api.DELETE('/api/support/session')),
    onSuccess: () => {
      signInHint.clear()
      queries.setQueryData(SESSION, null)
      queries.removeQueries({ predicate: ({ meta }) => meta?.public !== true })
    },
  })
}
