import type { StreamEvents, ThreadEvent } from './events.ts'
import type { ThreadMessage, ThreadState } from './state.ts'
import { addDelta, beginTurn, type Turn } from './turn.ts'

/** The state after one event of the stream. Events may repeat, overlap and come late: none of that shows. */
export function receive(state: ThreadState, event: ThreadEvent): ThreadState {
  switch (event.name) {
    case 'message.received':
      return addMessage(state, { ...common(event), role: 'user' })
    case 'reply.started':
      return inTurn(state, event, (turn) => turn)
    case 'reply.delta':
      return inTurn(state, event, (turn) => addDelta(turn, event))
    case 'reply.reset':
      return inTurn(state, event, () => beginTurn(event.turn_id, event.attempt))
    case 'reply.completed':
      return complete(state, event)
    case 'agent.message':
      return addMessage(state, { ...common(event), role: 'agent', agentName: event.agent_name })
    case 'conversation.updated':
      return { ...state, handledBy: event.handled_by, contactKnown: event.contact_known }
  }
}

const common = (event: { message_id: string; seq: number; content: string; created_at: string }) => ({
  id: event.message_id,
  seq: event.seq,
  content: event.content,
  createdAt: event.created_at,
  sources: [],
  agentName: null,
  turnId: null,
  answers: [],
})

/** Changes the turn that an event is of; events of finished turns and of earlier attempts change nothing. */
function inTurn(
  state: ThreadState,
  { turn_id: turnId, attempt }: { turn_id: string; attempt: number },
  change: (turn: Turn) => Turn,
): ThreadState {
  if (isFinished(state.messages, turnId)) return state
  const current = state.turn?.turnId === turnId ? state.turn : null
  if (current && current.attempt > attempt) return state
  const turn = current?.attempt === attempt ? current : beginTurn(turnId, attempt)
  return { ...state, turn: change(turn) }
}

function complete(state: ThreadState, event: StreamEvents['reply.completed']): ThreadState {
  const next = addMessage(state, {
    ...common(event),
    role: 'assistant',
    sources: event.sources,
    turnId: event.turn_id,
    answers: event.answers,
  })
  return { ...next, turn: state.turn?.turnId === event.turn_id ? null : state.turn }
}

/** Whether the answer of a turn stands: pieces of it that come late change nothing. */
export const isFinished = (messages: readonly ThreadMessage[], turnId: string): boolean =>
  messages.some((message) => message.turnId === turnId)

function addMessage(state: ThreadState, message: ThreadMessage): ThreadState {
  return { ...state, messages: withMessages(state.messages, [message]) }
}

/** The messages with others added or replaced by id, in order of `seq`. */
export function withMessages(
  messages: readonly ThreadMessage[],
  more: readonly ThreadMessage[],
): readonly ThreadMessage[] {
  const byId = new Map([...messages, ...more].map((message) => [message.id, message]))
  return [...byId.values()].sort((a, b) => a.seq - b.seq)
}
