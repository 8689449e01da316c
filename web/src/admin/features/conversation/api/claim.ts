import { useMutation } from '@tanstack/react-query'
import { api } from '../../../api/client.ts'
import { useKeptEdition } from './use-kept-edition.ts'
import { useRefreshed } from './use-refreshed.ts'

/** Makes a conversation one's own; from somebody else only on purpose, whatever else has become of it. */
export function useClaim(id: string) {
  const keep = useKeptEdition(id)
  const refresh = useRefreshed(id)
  return useMutation({
    mutationFn: async ({ takeOver }: { takeOver: boolean }) =>
      keep(
        await api.POST('/api/support/conversations/{conversation_id}/claim', {
          params: { path: { conversation_id: id } },
          body: { take_over: takeOver },
        }),
      ),
    onSettled: refresh,
  })
}
