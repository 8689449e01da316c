import { useQuery } from '@tanstack/react-query'
import { unwrap } from '../../shared/api/problem.ts'
import { api } from '../api/client.ts'

/** Whether answers come from a local stand-in; false until that is known. */
export function useDemonstration(): boolean {
  const config = useQuery({
    queryKey: ['config'],
    queryFn: async () => unwrap(await api.GET('/api/support/config')),
    staleTime: Infinity,
    meta: { public: true },
  })
  return config.data?.demonstration ?? false
}
