import { useQueryClient } from '@tanstack/react-query'
import { conversationKey } from './get-conversation.ts'

/** What to do after a conversation was changed: everything that may show it is read again. */
export function useRefreshed(id: string): () => void {
  const queries = useQueryClient()
  return () => {
    for (const queryKey of [conversationKey(id), ['tickets'], ['conversations']])
      void queries.invalidateQueries({ queryKey })
  }
}
