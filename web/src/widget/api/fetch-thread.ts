import { unwrap } from '../../shared/api/problem.ts'
import type { Snapshot, ThreadMessage } from '../protocol/state.ts'
import { bearer, inTime, type Credentials, type GatewayClient, type Schemas } from './gateway.ts'

export async function fetchThread(client: GatewayClient, credentials: Credentials): Promise<Snapshot> {
  const thread = unwrap(
    await client.GET('/api/chat/conversations/{conversation_id}/messages', {
      params: { path: { conversation_id: credentials.conversationId } },
      headers: bearer(credentials),
      signal: inTime(),
    }),
  )
  return {
    messages: thread.messages.map(threadMessage),
    partial: thread.partial ? partialReply(thread.partial) : null,
    handledBy: thread.handled_by,
    contactKnown: thread.contact_known,
  }
}

const partialReply = ({ turn_id, attempt, text }: Schemas['PartialReply']) => ({
  turnId: turn_id,
  attempt,
  text,
})

const threadMessage = (message: Schemas['ThreadMessage']): ThreadMessage => ({
  id: message.id,
  seq: message.seq,
  role: message.role,
  content: message.content,
  sources: message.sources,
  agentName: message.agent_name ?? null,
  createdAt: message.created_at,
  turnId: message.turn_id ?? null,
  answers: message.answers,
})
