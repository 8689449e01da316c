import { useMutation } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import { useRefreshed } from './use-refreshed.ts'

/** Makes a conversation one's own; from somebody else only on purpose. What is shown afterwards is read anew either way. */
export function useClaim(id: string) {
  const refresh = useRefreshed(id)
  return useMutation({
    mutationFn: async ({ takeOver }: { takeOver: boolean }) =>
      unwrap(
        await api.POST('/api/support/conversations/{conversation_id}/claim', {
          params: { path: { conversation_id: id } },
          body: { take_over: takeOver },
        }),
      ),
    onSettled: refresh,
  })
}
