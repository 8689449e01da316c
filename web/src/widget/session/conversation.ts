import type { Credentials } from '../api/gateway.ts'
import type { Memory } from './memory.ts'

/** The visitor's conversation: begun with the first message, remembered, and given up when its token is refused. */
export class Conversation {
  readonly #memory: Memory
  readonly #begin: () => Promise<Credentials>
  readonly #onKnown: (credentials: Credentials, isNew: boolean) => void
  #current: Credentials | null
  #beginning: Promise<Credentials> | null = null

  /** @param onKnown called when a conversation was begun, here or (`isNew` false) meanwhile in another tab */
  constructor(
    memory: Memory,
    begin: () => Promise<Credentials>,
    onKnown: (credentials: Credentials, isNew: boolean) => void,
  ) {
    this.#memory = memory
    this.#begin = begin
    this.#onKnown = onKnown
    this.#current = memory.recall().credentials
  }

  get current(): Credentials | null {
    return this.#current
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
    this.#memory.keep({ credentials })
  }

  /** Gives up the conversation of these credentials; a newer one stays. */
  giveUp({ token }: Credentials): void {
    if (this.#current?.token === token) this.#current = null
    if (this.#memory.recall().credentials?.token === token) this.#memory.keep({ credentials: null })
  }

  async #beginNow(): Promise<Credentials> {
    const elsewhere = this.#memory.recall().credentials
    const credentials = elsewhere ?? (await this.#begin())
    this.#current = credentials
    this.#memory.keep({ credentials })
    this.#onKnown(credentials, elsewhere === null)
    return credentials
  }
}
