import type { Credentials } from '../api/gateway.ts'
import type { Memory } from './memory.ts'

export interface ConversationParts {
  memory: Memory
  /** The one that a signed-in user has had, on whichever device. */
  find: () => Promise<Credentials | null>
  begin: () => Promise<Credentials>
  /** There is one: begun now, or (`isNew` false) on an earlier page, in another tab, on another device. */
  onKnown: (credentials: Credentials, isNew: boolean) => void
}

/** The visitor's conversation: begun with the first message, remembered, and given up when its token is refused. */
export class Conversation {
  readonly #parts: ConversationParts
  #current: Credentials | null = null
  #recalling: Promise<Credentials | null> | null = null
  #beginning: Promise<Credentials> | null = null

  constructor(parts: ConversationParts) {
    this.#parts = parts
  }

  get current(): Credentials | null {
    return this.#current
  }

  /** The conversation that there is already; null where there is none. */
  async recall(): Promise<Credentials | null> {
    if (this.#current) return this.#current
    this.#recalling ??= this.#recallNow().finally(() => (this.#recalling = null))
    return this.#recalling
  }

  /** The conversation, begun now where there is none. */
  async ensure(): Promise<Credentials> {
    if (this.#current) return this.#current
    this.#beginning ??= this.#beginNow().finally(() => (this.#beginning = null))
    return this.#beginning
  }

  /** The same conversation under another token. */
  renew(credentials: Credentials): void {
    this.#current = credentials
    this.#parts.memory.keep({ credentials })
  }

  /** Gives up the conversation of these credentials; a newer one stays. */
  giveUp({ token }: Credentials): void {
    const { memory } = this.#parts
    if (this.#current?.token === token) this.#current = null
    if (memory.recall().credentials?.token === token) memory.keep({ credentials: null })
  }

  async #recallNow(): Promise<Credentials | null> {
    const { memory, find } = this.#parts
    return this.#know((await find()) ?? memory.recall().credentials, false)
  }

  async #beginNow(): Promise<Credentials> {
    return (await this.recall()) ?? this.#know(await this.#parts.begin(), true)
  }

  #know<Known extends Credentials | null>(known: Known, isNew: boolean): Known {
    if (known) {
      this.renew(known)
      this.#parts.onKnown(known, isNew)
    }
    return known
  }
}
