import { useInfiniteQuery } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import { nextCursor } from '../../../api/next-page.ts'

const PAGE = 50
const REFRESH_MS = 15_000

/** The queue, most urgent first. */
export const useTickets = () =>
  useInfiniteQuery({
    queryKey: ['tickets'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam: cursor }) => {
      const query = { limit: PAGE, ...(cursor !== null && { cursor }) }
      const result = await api.GET('/api/support/tickets', { params: { query } })
      return { tickets: unwrap(result), next: nextCursor(result.response.headers.get('Link')) }
    },
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  })
