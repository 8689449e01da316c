import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { api } from '../../../api/client.ts'
import { ifUnchanged, type Edition } from './edition.ts'
import { useKeptEdition } from './use-kept-edition.ts'
import { useRefreshed } from './use-refreshed.ts'

/** Answers the visitor. Words that are sent again after a failure are the same message, which is said once. */
export function useReply(read: Edition) {
  const keep = useKeptEdition(read.id)
  const refresh = useRefreshed(read.id)
  const draft = useRef({ content: '', id: '' })
  return useMutation({
    mutationFn: async (content: string) => {
      if (draft.current.content !== content) draft.current = { content, id: crypto.randomUUID() }
      return keep(
        await api.POST('/api/support/conversations/{conversation_id}/replies', {
          params: ifUnchanged(read),
          body: { content, client_reply_id: draft.current.id },
        }),
      )
    },
    onSuccess: () => {
      draft.current = { content: '', id: '' }
    },
    onSettled: refresh,
  })
}
