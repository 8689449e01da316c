import { useQuery } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'

const REFRESH_MS = 10_000

export const conversationKey = (id: string) => ['conversation', id]

/** One conversation with all its messages, kept fresh while it is looked at. */
export const useConversation = (id: string) =>
  useQuery({
    queryKey: conversationKey(id),
    queryFn: async () =>
      unwrap(
        await api.GET('/api/support/conversations/{conversation_id}', {
          params: { path: { conversation_id: id } },
        }),
      ),
    refetchInterval: REFRESH_MS,
  })
