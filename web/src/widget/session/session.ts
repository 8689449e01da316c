import { backoffMs } from '../../shared/backoff.ts'
import type { ChatEventName, ChatEvents } from '../../shared/bridge.ts'
import { ProblemError } from '../../shared/api/problem.ts'
import { beginConversation, type Whereabouts } from '../api/begin-conversation.ts'
import { fetchThread } from '../api/fetch-thread.ts'
import { gatewayClient, type Credentials } from '../api/gateway.ts'
import { leaveContact } from '../api/leave-contact.ts'
import { newestOfUser } from '../api/newest-of-user.ts'
import { rate, type Rating } from '../api/rate.ts'
import { renewToken } from '../api/renew-token.ts'
import { sendMessage } from '../api/send-message.ts'
import { unsettled, type Outgoing } from '../protocol/outgoing.ts'
import type { ThreadState } from '../protocol/state.ts'
import { predecessor } from '../protocol/view.ts'
import { texts } from '../texts.ts'
import { Conversation } from './conversation.ts'
import { Following, type Connection } from './following.ts'
import type { Memory } from './memory.ts'
import { newsFor } from './news.ts'
import type { Pauses } from './pauses.ts'
import { Presence } from './presence.ts'
import { Sender } from './sender.ts'
import { ThreadStore } from './store.ts'
import { isErased, isOver } from './verdict.ts'

const RENEWAL_WAITS = { firstMs: 1_000, maxMs: 30_000 }

export interface SessionState {
  thread: ThreadState
  connection: Connection
  /** An earlier conversation could not be gone on with. */
  begunAnew: boolean
  /** The version of the text that the visitor has agreed to. */
  consent: string | null
}

export interface SessionParts {
  memory: Memory
  pauses: Pauses
  whereabouts: () => Whereabouts
  /** The JWT of a user whom the site has signed in. */
  identity: () => string | null
  /** Tells the site that embeds the chat what happens in it. */
  tell: <Name extends ChatEventName>(name: Name, detail: ChatEvents[Name]) => void
  baseUrl?: string
}

/** A visitor's chat, apart from the screen: what is known of it, and what the visitor can do. */
export class ChatSession {
  readonly #parts: SessionParts
  readonly #client
  readonly #store = new ThreadStore()
  readonly #presence = new Presence()
  readonly #conversation: Conversation
  readonly #sender: Sender
  readonly #listeners = new Set<() => void>()
  #following: Following | null = null
  #renewing: Promise<void> | null = null
  #state: SessionState

  constructor(parts: SessionParts) {
    this.#parts = parts
    const { consent } = parts.memory.recall()
    this.#state = { thread: this.#store.state, connection: 'none', begunAnew: false, consent }
    this.#client = gatewayClient(parts.baseUrl)
    this.#conversation = this.#createConversation()
    this.#sender = this.#createSender()
    this.#store.subscribe((thread, before) => {
      this.#change({ thread })
      if (thread.outbox !== before.outbox) parts.memory.keep({ outbox: unsettled(thread.outbox) })
    })
    this.#store.subscribe((thread, before, action) => this.#tellNews(newsFor(thread, before, action)))
  }

  get state(): SessionState {
    return this.#state
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Goes on with the conversation of an earlier page, where there is one. */
  resume(): void {
    const { outbox } = this.#parts.memory.recall()
    if (outbox.length > 0) this.#store.apply({ type: 'restored', outbox })
    void this.#conversation.recall()
    void this.#sender.drain()
  }

  /** To the text of this version, now and on later pages. */
  agree(consent: string): void {
    this.#parts.memory.keep({ consent })
    this.#change({ consent })
  }

  send(content: string): void {
    this.#compose(content, false)
  }

  /** The visitor presses the button: a message like any other, which also says so to machines. */
  askForPerson(): void {
    this.#compose(texts.wantsPerson, true)
  }

  /** Throws with a sentence for the visitor. */
  async leaveAddress(email: string): Promise<void> {
    await leaveContact(this.#client, await this.#conversation.ensure(), email)
  }

  /** A rating that does not arrive is not worth the visitor's patience. */
  rate(rating: Rating): void {
    const { current } = this.#conversation
    if (current) rate(this.#client, current, rating).catch(() => {})
  }

  retry(clientMessageId: string): void {
    this.#store.apply({ type: 'retried', clientMessageId })
    void this.#sender.drain()
  }

  /** The network is back: no wait is sat out. */
  wake = (): void => this.#parts.pauses.wake()

  /** For good: of this visitor nothing is sent, heard, kept or told from here on, whatever is on its way. */
  leave(): void {
    this.#presence.end()
    this.#parts.memory.close()
    this.#stopFollowing()
  }

  #compose(content: string, wantsPerson: boolean): void {
    this.#store.apply({ type: 'composed', clientMessageId: crypto.randomUUID(), content, wantsPerson })
    void this.#sender.drain()
  }

  #createConversation(): Conversation {
    const { memory, whereabouts, identity, tell } = this.#parts
    return new Conversation({
      memory,
      find: () => this.#presence.ask(this.#findOfUser),
      begin: () => this.#presence.ask(() => beginConversation(this.#client, whereabouts(), identity())),
      onKnown: (credentials, isNew) => {
        this.#follow(credentials, isNew)
        if (isNew) tell('conversation:started', { conversationId: credentials.conversationId })
      },
    })
  }

  /** Null also where it cannot be asked for: the user writes all the same. */
  #findOfUser = async (): Promise<Credentials | null> => {
    const identity = this.#parts.identity()
    return identity ? newestOfUser(this.#client, identity).catch(() => null) : null
  }

  #createSender(): Sender {
    return new Sender({
      store: this.#store,
      conversation: this.#conversation,
      pauses: this.#parts.pauses,
      post: this.#post,
      onOver: this.#renewOrBeginAnew,
    })
  }

  #follow(credentials: Credentials, isNew: boolean): void {
    this.#stopFollowing()
    this.#following = new Following({
      store: this.#store,
      pauses: this.#parts.pauses,
      credentials,
      fetchThread: () => fetchThread(this.#client, credentials),
      baseUrl: this.#parts.baseUrl ?? '',
      onConnection: (connection) => this.#change({ connection }),
      onOver: (refused, why) => {
        if (isErased(why)) this.#beginAnew(refused)
        else void this.#renewOrBeginAnew(refused)
      },
    })
    void this.#following.run(isNew)
  }

  #stopFollowing(): void {
    this.#following?.stop()
    this.#following = null
    this.#change({ connection: 'none' })
  }

  #post = (credentials: Credentials, message: Outgoing): Promise<string> =>
    this.#presence.ask(() =>
      sendMessage(this.#client, credentials, {
        ...this.#parts.whereabouts(),
        clientMessageId: message.clientMessageId,
        content: message.content,
        wantsPerson: message.wantsPerson,
        afterMessageId: predecessor(this.#store.state, message),
        consentVersion: this.#state.consent,
      }),
    )

  /** A token ends after a day; who comes back later goes on with the conversation all the same. */
  #renewOrBeginAnew = (refused: Credentials): Promise<void> => {
    this.#renewing ??= this.#renewed(refused).finally(() => (this.#renewing = null))
    return this.#renewing
  }

  async #renewed(refused: Credentials): Promise<void> {
    if (this.#conversation.current?.token !== refused.token) return
    const renewed = await this.#renewal(refused)
    if (renewed === null) {
      this.#beginAnew(refused)
    } else {
      this.#conversation.renew(renewed)
      this.#follow(renewed, false)
    }
  }

  /** Null where the server gives out no other token for this one; asked until it says so or gives one. */
  async #renewal(refused: Credentials): Promise<Credentials | null> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#presence.ask(() => renewToken(this.#client, refused))
      } catch (error) {
        if (error instanceof ProblemError && isOver(error)) return null
        await this.#parts.pauses.pause(backoffMs(tries, RENEWAL_WAITS))
      }
    }
  }

  #beginAnew = (credentials: Credentials): void => {
    this.#conversation.giveUp(credentials)
    this.#stopFollowing()
    this.#store.apply({ type: 'begun anew' })
    this.#change({ begunAnew: true })
  }

  #tellNews(news: ReturnType<typeof newsFor>): void {
    const conversationId = this.#conversation.current?.conversationId
    if (conversationId === undefined) return
    for (const { name, ...detail } of news) this.#parts.tell(name, { conversationId, ...detail })
  }

  #change(changes: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...changes }
    this.#listeners.forEach((listener) => listener())
  }
}
