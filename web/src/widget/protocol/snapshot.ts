import { isFinished, withMessages } from './receive.ts'
import type { Snapshot, ThreadState } from './state.ts'
import { addSnapshot, beginTurn, type Turn } from './turn.ts'

/**
 * The state after the thread was fetched. It adds to what the stream said: with a live stream the stored text of
 * an answer may lag behind what is already shown, and nothing shown is taken back for it.
 */
export function mergeSnapshot(state: ThreadState, snapshot: Snapshot, live: boolean): ThreadState {
  const messages = withMessages(state.messages, snapshot.messages)
  const isOpen = ({ turnId }: { turnId: string }) => !isFinished(messages, turnId)
  const shown = state.turn && isOpen(state.turn) ? state.turn : null
  const stored = snapshot.partial && isOpen(snapshot.partial) ? snapshot.partial : null
  const turn = stored ? mergeTurn(shown, stored) : live ? shown : null
  return { ...state, messages, handledBy: snapshot.handledBy, contactKnown: snapshot.contactKnown, turn }
}

function mergeTurn(shown: Turn | null, stored: NonNullable<Snapshot['partial']>): Turn {
  const current = shown?.turnId === stored.turnId ? shown : null
  if (current && current.attempt > stored.attempt) return current
  const turn = current?.attempt === stored.attempt ? current : beginTurn(stored.turnId, stored.attempt)
  return addSnapshot(turn, stored.text)
}
