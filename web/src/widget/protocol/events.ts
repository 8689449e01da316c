/** The events of a conversation's stream, as the gateway sends them (`event:` is the key, `data:` the JSON value). */
export interface StreamEvents {
  'message.received': { message_id: string; seq: number; content: string; created_at: string }
  'reply.started': { turn_id: string; attempt: number }
  'reply.delta': { turn_id: string; attempt: number; offset: number; text: string }
  'reply.reset': { turn_id: string; attempt: number }
  'reply.completed': {
    turn_id: string
    message_id: string
    seq: number
    content: string
    sources: Source[]
    created_at: string
    answers: string[]
  }
  'agent.message': {
    message_id: string
    seq: number
    content: string
    agent_name: string | null
    created_at: string
  }
  'conversation.updated': { handled_by: HandledBy; contact_known: boolean }
}

export type ThreadEvent = {
  [Name in keyof StreamEvents]: { name: Name } & StreamEvents[Name]
}[keyof StreamEvents]

export type HandledBy = 'bot' | 'person'

export interface Source {
  title: string
  url: string
}

const NAMES: ReadonlySet<string> = new Set<keyof StreamEvents>([
  'message.received',
  'reply.started',
  'reply.delta',
  'reply.reset',
  'reply.completed',
  'agent.message',
  'conversation.updated',
])

/** The event of a stream as the thread takes it; null for one that it does not know. Throws on malformed JSON. */
export function threadEvent(name: string, data: string): ThreadEvent | null {
  if (!NAMES.has(name)) return null
  return { name, ...(JSON.parse(data) as object) } as ThreadEvent
}
