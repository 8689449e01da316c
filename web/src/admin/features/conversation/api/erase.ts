import { useMutation } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'

/** Erases a conversation; the other services follow within seconds. */
export const useErase = (id: string) =>
  useMutation({
    mutationFn: async () =>
      unwrap(
        await api.DELETE('/api/support/conversations/{conversation_id}', {
          params: { path: { conversation_id: id } },
        }),
      ),
  })
