import { vi } from 'vitest'
import { Memory } from '../../../src/widget/session/memory.ts'
import { Pauses } from '../../../src/widget/session/pauses.ts'
import { ChatSession } from '../../../src/widget/session/session.ts'
import { pending } from '../../../src/widget/protocol/view.ts'
import { FakeGateway } from '../../fakes/gateway.ts'
import { serve, type RunningServer } from '../../fakes/http.ts'

const PATIENCE_MS = 15_000

/** Waits until something is so, however slow the machine. */
export const until = (isSo: () => unknown): Promise<unknown> => vi.waitUntil(isSo, { timeout: PATIENCE_MS })

/** Waits that keep their proportions and last a hundredth. */
class ShortPauses extends Pauses {
  override pause(ms: number, signal?: AbortSignal): Promise<unknown> {
    return super.pause(ms / 100, signal)
  }
}

/** A visitor's chat on a gateway that does what a test tells it. */
export class Chat {
  readonly gateway = new FakeGateway()
  readonly told: [name: string, detail: object][] = []
  storage: Storage = inMemory()
  /** The user whom the site has signed in: the id and the JWT are the same here. */
  user: string | null = null
  readonly #pages: ChatSession[] = []
  #server!: RunningServer

  static async open(): Promise<Chat> {
    const chat = new Chat()
    chat.#server = await serve([chat.gateway.handle])
    chat.turnPage()
    return chat
  }

  /** The visitor reloads: everything but the storage is gone. */
  turnPage(): void {
    this.#pages.at(-1)?.leave()
    const page = new ChatSession({
      memory: new Memory(this.storage, this.user ?? ''),
      pauses: new ShortPauses(),
      whereabouts: () => ({ pageUrl: 'https://rezvo.app/', locale: 'en-GB' }),
      identity: () => this.user,
      tell: (name, detail) => this.told.push([name, detail]),
      baseUrl: this.#server.url,
    })
    page.resume()
    this.#pages.push(page)
  }

  /** The same user, or visitor, on a device that knows nothing yet. */
  turnToAnotherDevice(): void {
    this.storage = inMemory()
    this.turnPage()
  }

  /** The site says who is here. */
  signIn(user: string | null): void {
    this.user = user
    this.turnPage()
  }

  get page(): ChatSession {
    return this.#pages.at(-1)!
  }

  get conversation() {
    return this.gateway.last
  }

  /** Every text that the visitor sees, from the top. */
  get shown(): string[] {
    const { thread } = this.page.state
    const waiting = pending(thread).map(({ content, status }) => `${content} (${status})`)
    const writing = thread.turn?.text ? [`${thread.turn.text}…`] : []
    return [...thread.messages.map(({ content }) => content), ...waiting, ...writing]
  }

  async ask(question: string): Promise<void> {
    this.page.send(question)
    await until(() => this.shown.includes(question))
  }

  async listening(): Promise<void> {
    await until(() => this.gateway.conversations.length > 0 && this.conversation.openStreams > 0)
  }

  async close(): Promise<void> {
    this.page.leave()
    await this.#server.stop()
  }
}

function inMemory(): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (index) => [...items.keys()][index] ?? null,
    removeItem: (key) => void items.delete(key),
    setItem: (key, value) => void items.set(key, value),
  }
}
