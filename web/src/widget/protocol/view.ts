import type { Outgoing } from './outgoing.ts'
import type { ThreadMessage, ThreadState } from './state.ts'

/** The visitor's messages that the thread does not show yet, in the order written. */
export function pending(state: ThreadState): readonly Outgoing[] {
  const known = new Set(state.messages.map((message) => message.id))
  return state.outbox.filter((item) => item.messageId === null || !known.has(item.messageId))
}

/** The name under which a message stays the same element while it turns from sent to shown. */
export function messageKey(state: ThreadState, message: ThreadMessage): string {
  return state.outbox.find((item) => item.messageId === message.id)?.clientMessageId ?? message.id
}

/** Whether the visitor waits for a first word: something was said, nothing is being written, and the bot has it. */
export function isWaiting(state: ThreadState): boolean {
  if (state.handledBy === 'person' || (state.turn !== null && state.turn.text !== '')) return false
  return pending(state).some((item) => item.status === 'sent') || hasUnanswered(state) || state.turn !== null
}

function hasUnanswered({ messages }: ThreadState): boolean {
  const last = messages.at(-1)
  const question = messages.findLast((message) => message.role === 'user')
  if (!last || !question) return false
  return last === question || (last.answers.length > 0 && !last.answers.includes(question.id))
}

/** The answer that the bot has given last, where nothing has been said since: what a visitor may be asked about. */
export function standingAnswer(state: ThreadState): string | null {
  const last = state.messages.at(-1)
  const stands = last?.role === 'assistant' && state.handledBy === 'bot' && state.turn === null
  return stands && pending(state).length === 0 ? last.id : null
}

/** Whether the visitor pressed the button for a person, and nothing was said to it yet. */
export const isAskingForPerson = ({ outbox, messages }: ThreadState): boolean =>
  outbox.some((item) => item.wantsPerson && item.status !== 'failed' && !isAnswered(messages, item.messageId))

/** An answer to a later message counts too, and so does one of which it is not known what it answers. */
function isAnswered(messages: readonly ThreadMessage[], messageId: string | null): boolean {
  const place = messages.findIndex((message) => message.id === messageId)
  if (place < 0) return false
  const since = messages.slice(place)
  const isSince = (id: string) => since.some((message) => message.id === id)
  return since.some(({ role, answers }) => role !== 'user' && (answers.length === 0 || answers.some(isSince)))
}

/** Whether pieces of the answer are missing, which only the thread can give. */
export const hasGap = (state: ThreadState): boolean => (state.turn?.ahead.length ?? 0) > 0

/** The id of the visitor's message that `message` follows; null where it is the first. */
export function predecessor(state: ThreadState, message: Outgoing): string | null {
  const others = state.outbox.filter((item) => item.clientMessageId !== message.clientMessageId)
  const accepted = others.findLast((item) => item.status === 'sent' && item.messageId !== null)
  const shown = state.messages.findLast(({ id, role }) => role === 'user' && id !== message.messageId)
  return accepted?.messageId ?? shown?.id ?? null
}
