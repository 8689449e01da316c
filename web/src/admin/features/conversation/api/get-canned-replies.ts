import { useQuery } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'

const STALE_MS = 60_000

/** What people write again and again, by title. */
export const useCannedReplies = () =>
  useQuery({
    queryKey: ['canned-replies'],
    queryFn: async () => unwrap(await api.GET('/api/support/canned-replies')),
    staleTime: STALE_MS,
  })
