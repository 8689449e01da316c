import { unwrap } from '../../shared/api/problem.ts'
import { bearer, inTime, type Credentials, type GatewayClient } from './gateway.ts'

/** The newest conversation of a signed-in user, on whichever device it was; null where there is none. */
export async function newestOfUser(client: GatewayClient, jwt: string): Promise<Credentials | null> {
  const [newest] = unwrap(
    await client.GET('/api/chat/conversations', { headers: bearer({ token: jwt }), signal: inTime() }),
  )
  return newest ? { conversationId: newest.conversation_id, token: newest.token } : null
}
