import { unwrap } from '../../shared/api/problem.ts'
import { bearer, inTime, type Credentials, type GatewayClient } from './gateway.ts'

/** The same conversation with a new token, in the place of one that is or was valid. */
export async function renewToken(client: GatewayClient, credentials: Credentials): Promise<Credentials> {
  const { conversationId } = credentials
  const renewed = unwrap(
    await client.POST('/api/chat/conversations/{conversation_id}/token', {
      params: { path: { conversation_id: conversationId } },
      headers: bearer(credentials),
      signal: inTime(),
    }),
  )
  return { conversationId, token: renewed.token }
}
