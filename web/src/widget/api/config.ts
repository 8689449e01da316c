import { unwrap } from '../../shared/api/problem.ts'
import { inTime, type GatewayClient, type Schemas } from './gateway.ts'

export interface ChatConfig {
  brand: string
  /** Answers come from a local stand-in, not from Claude. */
  demonstration: boolean
  supportEmail: string
  suggestedQuestions: readonly string[]
  messageMaxChars: number
  /** What the visitor has to agree to before writing: Markdown. */
  consent: Schemas['AskedConsent'] | null
}

export async function fetchConfig(client: GatewayClient): Promise<ChatConfig> {
  return chatConfig(unwrap(await client.GET('/api/chat/config', { signal: inTime() })))
}

const chatConfig = (config: Schemas['ChatConfig']): ChatConfig => ({
  brand: config.brand,
  demonstration: config.demonstration,
  supportEmail: config.support_email,
  suggestedQuestions: config.suggested_questions,
  messageMaxChars: config.message_max_chars,
  consent: config.consent,
})
