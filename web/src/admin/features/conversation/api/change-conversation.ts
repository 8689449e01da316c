import { useMutation } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import type { Status } from '../../../api/types.ts'
import { useRefreshed } from './use-refreshed.ts'

export interface Changes {
  status?: Status
  notes?: string
}

/** Changes a conversation. */
export function useChangeConversation(id: string) {
  const refresh = useRefreshed(id)
  return useMutation({
    mutationFn: async (body: Changes) =>
      unwrap(
        await api.PATCH('/api/support/conversations/{conversation_id}', {
          params: { path: { conversation_id: id } },
          body,
        }),
      ),
    onSuccess: refresh,
  })
}
