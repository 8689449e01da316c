import { unwrap } from '../../shared/api/problem.ts'
import { inTime, type Credentials, type GatewayClient } from './gateway.ts'

/** Where the visitor writes from. */
export interface Whereabouts {
  pageUrl: string | null
  locale: string | null
}

/** @param identity the JWT of a user whom the site has signed in */
export async function beginConversation(
  client: GatewayClient,
  where: Whereabouts,
  identity: string | null,
): Promise<Credentials> {
  const begun = unwrap(
    await client.POST('/api/chat/conversations', {
      body: { source: 'web', page_url: where.pageUrl, locale: where.locale, identity },
      signal: inTime(),
    }),
  )
  return { conversationId: begun.conversation_id, token: begun.token }
}
