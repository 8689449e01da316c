import { useInfiniteQuery } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import { nextCursor } from '../../../api/next-page.ts'

const PAGE = 50

export interface AuditFilters {
  who: string
  which: string
}

/** Who did what, newest first. */
export const useAudit = ({ who, which }: AuditFilters) =>
  useInfiniteQuery({
    queryKey: ['audit', who, which],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam: cursor }) => {
      const query = {
        limit: PAGE,
        ...(who !== '' && { who }),
        ...(which !== '' && { which }),
        ...(cursor !== null && { cursor }),
      }
      const result = await api.GET('/api/support/audit', { params: { query } })
      return { entries: unwrap(result), next: nextCursor(result.response.headers.get('Link')) }
    },
    getNextPageParam: (page) => page.next,
  })
