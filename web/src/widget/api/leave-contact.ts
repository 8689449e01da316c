import { unwrap } from '../../shared/api/problem.ts'
import { bearer, inTime, type Credentials, type GatewayClient } from './gateway.ts'

/** Leaves an e-mail address, so that a reply reaches the visitor when the page is closed. */
export async function leaveContact(
  client: GatewayClient,
  credentials: Credentials,
  email: string,
  consentVersion: string | null,
): Promise<void> {
  unwrap(
    await client.POST('/api/chat/conversations/{conversation_id}/contact', {
      params: { path: { conversation_id: credentials.conversationId } },
      headers: bearer(credentials),
      body: { email, consent_version: consentVersion },
      signal: inTime(),
    }),
  )
}
