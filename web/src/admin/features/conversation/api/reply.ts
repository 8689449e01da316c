import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'
import { useRefreshed } from './use-refreshed.ts'

/** Answers the visitor. Words that are sent again after a failure are the same message, which is said once. */
export function useReply(id: string) {
  const refresh = useRefreshed(id)
  const draft = useRef({ content: '', id: '' })
  return useMutation({
    mutationFn: async (content: string) => {
      if (draft.current.content !== content) draft.current = { content, id: crypto.randomUUID() }
      return unwrap(
        await api.POST('/api/support/conversations/{conversation_id}/replies', {
          params: { path: { conversation_id: id } },
          body: { content, client_reply_id: draft.current.id },
        }),
      )
    },
    onSuccess: () => {
      draft.current = { content: '', id: '' }
      refresh()
    },
  })
}
