import type { Conversation } from '../../../api/types.ts'

/** Which conversation, and as which edition it was read. Null: whatever became of it since. */
export type Edition = Pick<Conversation, 'id'> & { etag: string | null }

/** The parameters of a change that is refused where somebody else has changed the conversation since it was read. */
export const ifUnchanged = ({ id, etag }: Edition) => ({
  path: { conversation_id: id },
  ...(etag !== null && { header: { 'if-match': etag } }),
})

export const etagOf = (response: Response): string | null => response.headers.get('ETag')
