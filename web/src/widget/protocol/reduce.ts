import type { ThreadEvent } from './events.ts'
import { accept, compose, fail, recognise, retry, unsettled, type Outgoing } from './outgoing.ts'
import { emptyThread, type Snapshot, type ThreadState } from './state.ts'
import { receive } from './receive.ts'
import { mergeSnapshot } from './snapshot.ts'

/** Everything that can happen to a thread. */
export type Action =
  | { type: 'restored'; outbox: readonly Outgoing[] }
  | { type: 'composed'; clientMessageId: string; content: string; wantsPerson: boolean }
  | { type: 'accepted'; clientMessageId: string; messageId: string }
  | { type: 'failed'; clientMessageId: string; reason: string }
  | { type: 'retried'; clientMessageId: string }
  | { type: 'received'; event: ThreadEvent }
  /** `live`: a stream is open, and may be ahead of what the server had stored. */
  | { type: 'fetched'; snapshot: Snapshot; live: boolean }
  /** The conversation cannot be gone on with: what was not accepted goes into a new one. */
  | { type: 'begun anew' }

export function reduce(state: ThreadState, action: Action): ThreadState {
  switch (action.type) {
    case 'restored':
      return { ...state, outbox: [...action.outbox, ...state.outbox] }
    case 'composed':
      return { ...state, outbox: [...state.outbox, compose(action)] }
    case 'accepted':
      return { ...state, outbox: accept(state.outbox, action.clientMessageId, action.messageId) }
    case 'failed':
      return { ...state, outbox: fail(state.outbox, action.clientMessageId, action.reason) }
    case 'retried':
      return { ...state, outbox: retry(state.outbox, action.clientMessageId) }
    case 'received':
      return hear(state, action.event)
    case 'fetched':
      return mergeSnapshot(state, action.snapshot, action.live)
    case 'begun anew':
      return { ...emptyThread, outbox: unsettled(state.outbox).map((item) => ({ ...item, messageId: null })) }
  }
}

function hear(state: ThreadState, event: ThreadEvent): ThreadState {
  const next = receive(state, event)
  if (event.name !== 'message.received') return next
  return { ...next, outbox: recognise(next.outbox, event.message_id, event.content) }
}
