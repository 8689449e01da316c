import { useQuery } from '@tanstack/react-query'
import { unwrap } from '../../shared/api/problem.ts'
import { api } from '../api/client.ts'
import type { AdminConfig } from '../api/types.ts'

export const CONFIG_KEY = ['config']

/** What the server says of itself; undefined until that is known. */
export function useConfig(): AdminConfig | undefined {
  const config = useQuery({
    queryKey: CONFIG_KEY,
    queryFn: async () => unwrap(await api.GET('/api/support/config')),
    staleTime: Infinity,
    meta: { public: true },
  })
  return config.data
}
