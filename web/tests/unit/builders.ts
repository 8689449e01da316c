import type { StreamEvents, ThreadEvent } from '../../src/widget/protocol/events.ts'
import { reduce, type Action } from '../../src/widget/protocol/reduce.ts'
import {
  emptyThread,
  type Snapshot,
  type ThreadMessage,
  type ThreadState,
} from '../../src/widget/protocol/state.ts'

const TIME = '2026-11-22T10:00:00Z'

export const after = (...actions: readonly Action[]): ThreadState => actions.reduce(reduce, emptyThread)

export function received<Name extends keyof StreamEvents>(
  name: Name,
  data: Partial<StreamEvents[Name]> = {},
): Action {
  const defaults = {
    turn_id: 'turn',
    attempt: 1,
    created_at: TIME,
    sources: [],
    answers: [],
    agent_name: null,
  }
  return { type: 'received', event: { name, ...defaults, ...data } as unknown as ThreadEvent }
}

export const asked = (message_id: string, seq: number, content = 'How do payments work?') =>
  received('message.received', { message_id, seq, content })

export const delta = (offset: number, text: string, attempt = 1, turn_id = 'turn') =>
  received('reply.delta', { offset, text, attempt, turn_id })

export const answered = (
  message_id: string,
  seq: number,
  content: string,
  answers: string[] = [],
  turn_id = 'turn',
) => received('reply.completed', { message_id, seq, content, answers, turn_id })

export const composed = (clientMessageId: string, content = 'How do payments work?'): Action => ({
  type: 'composed',
  clientMessageId,
  content,
  wantsPerson: false,
})

export const askedForPerson = (clientMessageId: string): Action => ({
  type: 'composed',
  clientMessageId,
  content: 'I would like to talk to a person.',
  wantsPerson: true,
})

export const accepted = (clientMessageId: string, messageId: string): Action => ({
  type: 'accepted',
  clientMessageId,
  messageId,
})

export const fetched = (snapshot: Partial<Snapshot>, live = true): Action => ({
  type: 'fetched',
  live,
  snapshot: { messages: [], partial: null, handledBy: 'bot', contactKnown: false, ...snapshot },
})

export const message = (id: string, seq: number, more: Partial<ThreadMessage> = {}): ThreadMessage => ({
  id,
  seq,
  role: 'user',
  content: 'How do payments work?',
  sources: [],
  agentName: null,
  createdAt: TIME,
  turnId: null,
  answers: [],
  ...more,
})

export const texts = (state: ThreadState): string[] => state.messages.map(({ content }) => content)
