import { useMutation } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'

export interface PasswordChange {
  current_password: string
  new_password: string
}

/** Everybody else who is signed in to this account has to sign in again. */
export const useChangePassword = () =>
  useMutation({
    mutationFn: async (body: PasswordChange) =>
      unwrap(await api.POST('/api/support/session/password', { body })),
    gcTime: 0,
  })
