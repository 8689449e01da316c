import { useQueryClient } from '@tanstack/react-query'
import { unwrap, type Result } from '../../../../shared/api/problem.ts'
import { etagOf } from './edition.ts'
import { conversationKey, type ReadConversation } from './get-conversation.ts'

/** Unwraps the answer to a change, and keeps its edition: the next change may come before the next reading. */
export function useKeptEdition(id: string): <Data>(result: Result<Data>) => Data {
  const queries = useQueryClient()
  return (result) => {
    const data = unwrap(result)
    const etag = etagOf(result.response)
    queries.setQueryData<ReadConversation>(conversationKey(id), (read) => read && { ...read, etag })
    return data
  }
}
