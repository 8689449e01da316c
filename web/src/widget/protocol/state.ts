import type { HandledBy, Source } from './events.ts'
import type { Outgoing } from './outgoing.ts'
import type { Turn } from './turn.ts'

/** A message of the thread, as the visitor sees it. */
export interface ThreadMessage {
  id: string
  seq: number
  role: 'user' | 'assistant' | 'agent'
  content: string
  sources: readonly Source[]
  agentName: string | null
  createdAt: string
  /** The turn that an answer ends; null for what is no answer. */
  turnId: string | null
  /** The visitor's messages that an answer answers; empty where that is not known. */
  answers: readonly string[]
}

/** Everything known of one conversation. */
export interface ThreadState {
  /** In order of `seq`. */
  messages: readonly ThreadMessage[]
  outbox: readonly Outgoing[]
  /** The answer that is being written; null when none is. */
  turn: Turn | null
  handledBy: HandledBy
  /** A person would know where to write to the visitor. */
  contactKnown: boolean
}

export const emptyThread: ThreadState = {
  messages: [],
  outbox: [],
  turn: null,
  handledBy: 'bot',
  contactKnown: false,
}

/** The thread as `GET …/messages` gives it. */
export interface Snapshot {
  messages: readonly ThreadMessage[]
  partial: { turnId: string; attempt: number; text: string } | null
  handledBy: HandledBy
  contactKnown: boolean
}
