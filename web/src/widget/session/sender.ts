import type { Credentials } from '../api/gateway.ts'
import { nextToSend, type Outgoing } from '../protocol/outgoing.ts'
import type { Conversation } from './conversation.ts'
import type { Pauses } from './pauses.ts'
import type { ThreadStore } from './store.ts'
import { judge } from './verdict.ts'

export interface SenderParts {
  store: ThreadStore
  conversation: Conversation
  pauses: Pauses
  post: (credentials: Credentials, message: Outgoing) => Promise<string>
  /** Resolves when there is another token, or no conversation. */
  onOver: (credentials: Credentials) => Promise<void>
}

/** Sends what the visitor wrote, one message after the other, each until it is accepted or given up. */
export class Sender {
  readonly #parts: SenderParts
  #busy = false

  constructor(parts: SenderParts) {
    this.#parts = parts
  }

  async drain(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      for (let next = this.#next(); next; next = this.#next()) await this.#deliver(next)
    } finally {
      this.#busy = false
    }
  }

  #next(): Outgoing | undefined {
    return nextToSend(this.#parts.store.state.outbox)
  }

  async #deliver(message: Outgoing): Promise<void> {
    let isSecondConversation = false
    for (let tries = 1; ; tries++) {
      const error = await this.#post(message)
      if (error === null) return
      const verdict = judge(error, tries, isSecondConversation)
      if (verdict.kind === 'failed') {
        this.#fail(message, verdict.reason)
        return
      }
      if (verdict.kind === 'again') await this.#parts.pauses.pause(verdict.waitMs)
      else isSecondConversation = await this.#giveUp()
    }
  }

  /** Null once the message is accepted, otherwise why it is not. */
  async #post(message: Outgoing): Promise<Error | null> {
    const { store, conversation, post } = this.#parts
    try {
      const messageId = await post(await conversation.ensure(), message)
      store.apply({ type: 'accepted', clientMessageId: message.clientMessageId, messageId })
      return null
    } catch (error) {
      return error as Error
    }
  }

  #fail({ clientMessageId }: Outgoing, reason: string): void {
    this.#parts.store.apply({ type: 'failed', clientMessageId, reason })
  }

  async #giveUp(): Promise<true> {
    const { conversation, onOver } = this.#parts
    if (conversation.current) await onOver(conversation.current)
    return true
  }
}
