import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'

const REFRESH_MS = 30_000

const notesKey = (id: string) => ['notes', id]
const of = (id: string) => ({ params: { path: { conversation_id: id } } })

/** What the desk has noted of a conversation, oldest first. */
export const useNotes = (id: string) =>
  useQuery({
    queryKey: notesKey(id),
    queryFn: async () => unwrap(await api.GET('/api/support/conversations/{conversation_id}/notes', of(id))),
    refetchInterval: REFRESH_MS,
  })

export function useAddNote(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (content: string) =>
      unwrap(
        await api.POST('/api/support/conversations/{conversation_id}/notes', {
          ...of(id),
          body: { content },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: notesKey(id) }),
  })
}
