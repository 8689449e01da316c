import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import type { Role } from '../../../api/types.ts'

const ACCOUNTS = ['accounts']

export interface NewAccount {
  email: string
  name: string
  role: Role
}

export interface AccountChanges {
  name?: string
  role?: Role
  disabled?: boolean
  random_password?: boolean
}

export const useAccounts = () =>
  useQuery({ queryKey: ACCOUNTS, queryFn: async () => unwrap(await api.GET('/api/support/accounts')) })

/** Makes an account; the answer shows its password, this once. */
export function useCreateAccount() {
  return useMutation({
    mutationFn: async (body: NewAccount) => unwrap(await api.POST('/api/support/accounts', { body })),
    ...useReadAgain(),
  })
}

/** Changes an account; where a password was made, the answer shows it, this once. */
export function useChangeAccount(id: string) {
  return useMutation({
    mutationFn: async (body: AccountChanges) =>
      unwrap(
        await api.PATCH('/api/support/accounts/{account_id}', { params: { path: { account_id: id } }, body }),
      ),
    ...useReadAgain(),
  })
}

export function useDeleteAccount(id: string) {
  return useMutation({
    mutationFn: async () =>
      unwrap(
        await api.DELETE('/api/support/accounts/{account_id}', { params: { path: { account_id: id } } }),
      ),
    ...useReadAgain(),
  })
}

function useReadAgain() {
  const queries = useQueryClient()
  return { gcTime: 0, onSuccess: () => void queries.invalidateQueries({ queryKey: ACCOUNTS }) }
}
