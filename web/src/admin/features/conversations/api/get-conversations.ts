import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import { nextCursor } from '../../../api/next-page.ts'
import type { Filters } from '../filters.ts'

const PAGE = 25
const REFRESH_MS = 30_000

/** The list, newest first, kept fresh while it is looked at; what was searched for is not searched for again. */
export const useConversations = (filters: Filters) =>
  useInfiniteQuery({
    queryKey: ['conversations', filters],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam: cursor }) => {
      const query = { ...filters, limit: PAGE, ...(cursor !== null && { cursor }) }
      const result = await api.GET('/api/support/conversations', { params: { query } })
      return { conversations: unwrap(result), next: nextCursor(result.response.headers.get('Link')) }
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: filters.text === undefined ? REFRESH_MS : false,
  })
