import { useQuery } from '@tanstack/react-query'
import { ProblemError, unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import type { ConversationWithMessages } from '../../../api/types.ts'
import { etagOf, type Edition } from './edition.ts'

const REFRESH_MS = 10_000

export type ReadConversation = ConversationWithMessages & Edition

export const conversationKey = (id: string) => ['conversation', id]

/** One conversation with all its messages, kept fresh while it is looked at. */
export const useConversation = (id: string) =>
  useQuery({
    queryKey: conversationKey(id),
    queryFn: async (): Promise<ReadConversation> => {
      const result = await api.GET('/api/support/conversations/{conversation_id}', {
        params: { path: { conversation_id: id } },
      })
      return { ...unwrap(result), etag: etagOf(result.response) }
    },
    refetchInterval: ({ state }) => (isGone(state.error) ? false : REFRESH_MS),
  })

/** Whether the answer was that there is no such conversation, or that it was erased. */
export const isGone = (error: Error | null): boolean =>
  error instanceof ProblemError && [404, 410].includes(error.status)
