import { unwrap } from '../../shared/api/problem.ts'
import type { Whereabouts } from './begin-conversation.ts'
import { bearer, inTime, type Credentials, type GatewayClient } from './gateway.ts'

export interface VisitorMessage extends Whereabouts {
  clientMessageId: string
  content: string
  /** The visitor pressed the button that asks for a person. */
  wantsPerson: boolean
  /** The visitor's message before this one, which must not be overtaken. */
  afterMessageId: string | null
  /** The version of the text that the visitor has agreed to. */
  consentVersion: string | null
}

/** Sends a message and gives its id. Sending the same client message id again is the same message. */
export async function sendMessage(
  client: GatewayClient,
  credentials: Credentials,
  message: VisitorMessage,
): Promise<string> {
  const accepted = unwrap(
    await client.POST('/api/chat/conversations/{conversation_id}/messages', {
      params: { path: { conversation_id: credentials.conversationId } },
      headers: bearer(credentials),
      body: {
        client_message_id: message.clientMessageId,
        content: message.content,
        source: 'web',
        page_url: message.pageUrl,
        locale: message.locale,
        after_message_id: message.afterMessageId,
        wants_person: message.wantsPerson,
        consent_version: message.consentVersion,
      },
      signal: inTime(),
    }),
  )
  return accepted.message_id
}
