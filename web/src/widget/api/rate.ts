import { unwrap } from '../../shared/api/problem.ts'
import { bearer, inTime, type Credentials, type GatewayClient } from './gateway.ts'

/** What a visitor says of the conversation: whether it was solved, and a score from 1 to 5 where they gave one. */
export interface Rating {
  solved: boolean
  score: number | null
}

export async function rate(
  client: GatewayClient,
  credentials: Credentials,
  rating: Rating,
  consentVersion: string | null,
): Promise<void> {
  unwrap(
    await client.POST('/api/chat/conversations/{conversation_id}/rating', {
      params: { path: { conversation_id: credentials.conversationId } },
      headers: bearer(credentials),
      body: { ...rating, consent_version: consentVersion },
      signal: inTime(),
    }),
  )
}
