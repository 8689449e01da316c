import { useMutation, useQueryClient } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import { signInHint } from '../hint.ts'
import { SESSION } from './get-session.ts'

export interface Credentials {
  email: string
  password: string
}

export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (body: Credentials) => unwrap(await api.POST('/api/support/session', { body })),
    onSuccess: () => {
      signInHint.set()
      return queries.invalidateQueries({ queryKey: SESSION })
    },
  })
}
