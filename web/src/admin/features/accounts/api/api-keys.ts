import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import type { Scope } from '../../../api/types.ts'

const KEYS = ['api-keys']

export interface NewApiKey {
  name: string
  scopes: Scope[]
}

export const useApiKeys = () =>
  useQuery({ queryKey: KEYS, queryFn: async () => unwrap(await api.GET('/api/support/api-keys')) })

/** Makes a key; the answer shows its secret, this once. */
export function useCreateApiKey() {
  return useMutation({
    mutationFn: async (body: NewApiKey) => unwrap(await api.POST('/api/support/api-keys', { body })),
    ...useReadAgain(),
  })
}

export function useRevokeApiKey(id: string) {
  return useMutation({
    mutationFn: async () =>
      unwrap(await api.DELETE('/api/support/api-keys/{key_id}', { params: { path: { key_id: id } } })),
    ...useReadAgain(),
  })
}

function useReadAgain() {
  const queries = useQueryClient()
  return { gcTime: 0, onSuccess: () => void queries.invalidateQueries({ queryKey: KEYS }) }
}
