import { useMutation } from '@tanstack/react-query'
import { api } from '../../../api/client.ts'
import type { Status } from '../../../api/types.ts'
import { ifUnchanged, type Edition } from './edition.ts'
import { useKeptEdition } from './use-kept-edition.ts'
import { useRefreshed } from './use-refreshed.ts'

export interface Changes {
  status?: Status
  notes?: string
}

/** Changes a conversation. */
export function useChangeConversation(read: Edition) {
  const keep = useKeptEdition(read.id)
  const refresh = useRefreshed(read.id)
  return useMutation({
    mutationFn: async (body: Changes) =>
      keep(
        await api.PATCH('/api/support/conversations/{conversation_id}', {
          params: ifUnchanged(read),
          body,
        }),
      ),
    onSettled: refresh,
  })
}
