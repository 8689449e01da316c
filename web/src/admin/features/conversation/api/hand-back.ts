import { useMutation } from '@tanstack/react-query'
import { api } from '../../../api/client.ts'
import { ifUnchanged, type Edition } from './edition.ts'
import { useKeptEdition } from './use-kept-edition.ts'
import { useRefreshed } from './use-refreshed.ts'

/** Gives a conversation back to the bot. */
export function useHandBack(read: Edition) {
  const keep = useKeptEdition(read.id)
  const refresh = useRefreshed(read.id)
  return useMutation({
    mutationFn: async () =>
      keep(
        await api.POST('/api/support/conversations/{conversation_id}/hand-back', {
          params: ifUnchanged(read),
        }),
      ),
    onSettled: refresh,
  })
}
