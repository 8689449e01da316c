import { readEventStream, type EventStreamRequest } from '../../shared/sse.ts'
import { bearer, type Credentials } from './gateway.ts'

/** The server sends a heartbeat every 15 s: three of them missing means that the line is dead. */
const LIMITS = { openWithinMs: 15_000, quietAtMostMs: 45_000 }

export type EventHandlers = Omit<EventStreamRequest, 'url' | 'headers' | keyof typeof LIMITS>

/** Reads a conversation's stream until the server ends it. Throws as `readEventStream` does. */
export function openEvents(credentials: Credentials, handlers: EventHandlers, baseUrl = ''): Promise<void> {
  return readEventStream({
    ...handlers,
    ...LIMITS,
    url: `${baseUrl}/api/chat/conversations/${credentials.conversationId}/events`,
    headers: bearer(credentials),
  })
}
