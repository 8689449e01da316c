import type { paths as AnalyticsPaths } from '../../shared/api/analytics.d.ts'
import type { paths as TicketingPaths } from '../../shared/api/ticketing.d.ts'

export type Paths = TicketingPaths & AnalyticsPaths

type Answer<Path extends keyof Paths> = Paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never

export type Session = Answer<'/api/support/session'>
export type Conversation = Answer<'/api/support/conversations'>[number]
export type ConversationWithMessages = Answer<'/api/support/conversations/{conversation_id}'>
export type AdminConfig = Answer<'/api/support/config'>
export type Notice = ConversationWithMessages['notices'][number]
export type Message = ConversationWithMessages['messages'][number]
export type Ticket = Answer<'/api/support/tickets'>[number]
export type Analytics = Answer<'/api/support/analytics'>
export type Provenance = NonNullable<Message['provenance']>
export type Source = Message['sources'][number]
export type Urgency = Conversation['urgency']
export type Account = Answer<'/api/support/accounts'>[number]
export type ApiKey = Answer<'/api/support/api-keys'>[number]
export type Scope = ApiKey['scopes'][number]
export type AuditEntry = Answer<'/api/support/audit'>[number]
export type Role = Session['role']
export type Status = Conversation['status']
export type Outcome = NonNullable<Conversation['outcome']>
