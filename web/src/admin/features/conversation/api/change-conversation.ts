import { useMutation, useQueryClient } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import type { Status } from '../../../api/types.ts'
import { conversationKey } from './get-conversation.ts'

export interface Changes {
  status?: Status
  notes?: string
  assigned_to?: string
}

/** Changes a conversation; afterwards every list that may show it is read again. */
export function useChangeConversation(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (body: Changes) =>
      unwrap(
        await api.PATCH('/api/support/conversations/{conversation_id}', {
          params: { path: { conversation_id: id } },
          body,
        }),
      ),
    onSuccess: () => {
      for (const queryKey of [conversationKey(id), ['tickets'], ['conversations']])
        void queries.invalidateQueries({ queryKey })
    },
  })
}
