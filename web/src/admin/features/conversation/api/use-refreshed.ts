import { useQueryClient } from '@tanstack/react-query'
import { conversationKey } from './get-conversation.ts'

/** What to do after a change, also a refused one: everything that may show the conversation is read again. */
export function useRefreshed(id: string): () => void {
  const queries = useQueryClient()
  return () => {
    for (const queryKey of [conversationKey(id), ['tickets'], ['conversations']])
      void queries.invalidateQueries({ queryKey })
  }
}
