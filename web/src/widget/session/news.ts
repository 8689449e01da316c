import type { Action } from '../protocol/reduce.ts'
import type { ThreadState } from '../protocol/state.ts'

export type News =
  | { name: 'message:sent'; messageId: string }
  | { name: 'message:received'; messageId: string; from: 'bot' | 'person' }

/** What a site may want to know of a change. What an earlier page already showed is no news. */
export function newsFor(state: ThreadState, before: ThreadState, action: Action): readonly News[] {
  if (action.type === 'accepted') return [{ name: 'message:sent', messageId: action.messageId }]
  const isHistory = action.type === 'fetched' && before.messages.length === 0
  return isHistory || state.messages === before.messages ? [] : received(state, before)
}

function received(state: ThreadState, before: ThreadState): readonly News[] {
  const known = new Set(before.messages.map((message) => message.id))
  return state.messages
    .filter((message) => message.role !== 'user' && !known.has(message.id))
    .map(({ id, role }) => ({
      name: 'message:received',
      messageId: id,
      from: role === 'agent' ? 'person' : 'bot',
    }))
}
