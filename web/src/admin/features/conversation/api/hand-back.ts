import { useMutation } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import { useRefreshed } from './use-refreshed.ts'

/** Gives a conversation back to the bot. */
export function useHandBack(id: string) {
  const refresh = useRefreshed(id)
  return useMutation({
    mutationFn: async () =>
      unwrap(
        await api.POST('/api/support/conversations/{conversation_id}/hand-back', {
          params: { path: { conversation_id: id } },
        }),
      ),
    onSuccess: refresh,
  })
}
