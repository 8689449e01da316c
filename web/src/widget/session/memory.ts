import type { Credentials } from '../api/gateway.ts'
import type { Outgoing } from '../protocol/outgoing.ts'

/** What the next page of this visitor needs to go on where this one stopped. */
export interface Remembered {
  credentials: Credentials | null
  outbox: readonly Outgoing[]
  /** The version of the text that the visitor has agreed to. */
  consent: string | null
}

const KEY = 'support-desk.chat:'
const NOTHING: Remembered = { credentials: null, outbox: [], consent: null }

/**
 * Keeps the conversation in the storage of the gateway's origin, which no site that embeds the chat can read: that of
 * a signed-in user apart from any other. Where a browser allows no storage, it lasts as long as the page.
 */
export class Memory {
  readonly #storage: Storage | null
  readonly #key: string
  /** What no storage has taken. */
  #held: Remembered = NOTHING
  #isClosed = false

  constructor(storage: Storage | null, userId = '') {
    this.#storage = storage
    this.#key = KEY + userId
  }

  recall(): Remembered {
    const text = this.#storage?.getItem(this.#key)
    return text == null ? this.#held : parse(text)
  }

  keep(changes: Partial<Remembered>): void {
    if (this.#isClosed) return
    const kept = { ...this.recall(), ...changes }
    this.#held = this.#store(kept) ? NOTHING : kept
  }

  /** Whoever it is of has left: nothing more is kept. */
  close(): void {
    this.#isClosed = true
  }

  /** Whether there is room for it; otherwise this page goes on from what it holds. */
  #store(kept: Remembered): boolean {
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(kept))
      return this.#storage !== null
    } catch {
      return false
    }
  }
}

/** Forgets everybody whose conversations are kept on this device. */
export function forgetAll(storage: Storage | null): void {
  for (const key of Object.keys(storage ?? {})) if (key.startsWith(KEY)) storage?.removeItem(key)
}

function parse(text: string): Remembered {
  try {
    return { ...NOTHING, ...(JSON.parse(text) as Partial<Remembered>) }
  } catch {
    return NOTHING
  }
}

/** The page's local storage; null where the browser forbids it. */
export function localStorageOrNone(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}
