import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { json, problem, type Call, type Handler } from './http.ts'

interface FakeMessage {
  id: string
  seq: number
  role: 'user' | 'assistant' | 'agent'
  content: string
  sources: { title: string; url: string }[]
  agent_name: string | null
  created_at: string
  turn_id: string | null
  answers: string[]
}

const CONVERSATION = /^\/api\/chat\/conversations\/([0-9a-f]{24})\/(messages|events|contact|rating|token)$/

const EVENTS = { user: 'message.received', assistant: 'reply.completed', agent: 'agent.message' } as const

let made = 0
const objectId = (): string => (++made).toString(16).padStart(24, '0')

/** One conversation as the gateway serves it: a thread, and the streams that are open on it. */
export class FakeConversation {
  readonly id = objectId()
  token: string = randomUUID()
  messages: FakeMessage[] = []
  partial: { turn_id: string; attempt: number; text: string } | null = null
  handledBy: 'bot' | 'person' = 'bot'
  contact: string | null = null
  readonly ratings: Record<string, unknown>[] = []
  readonly contacts: Record<string, unknown>[] = []
  /** Whether a token that is refused may still be renewed. */
  isRenewable = false
  isErased = false
  readonly posts: Record<string, unknown>[] = []
  /** The JWT of the signed-in user who began it. */
  identity: string | null = null
  readonly lastEventIds: (string | undefined)[] = []
  readonly #ids = new Map<string, string>()
  readonly #streams = new Set<ServerResponse>()
  #eventId = 0

  get openStreams(): number {
    return this.#streams.size
  }

  /** Sends an event to every open stream. */
  say(event: string, data: object): void {
    const id = ++this.#eventId
    this.#streams.forEach((stream) => stream.write(frame(event, data, id)))
  }

  /** Ends every open stream, as a server that stops or a broken line does. */
  hangUp(): void {
    this.#streams.forEach((stream) => stream.destroy())
  }

  add(role: FakeMessage['role'], content: string, more: Partial<FakeMessage> = {}): FakeMessage {
    const message: FakeMessage = {
      id: objectId(),
      seq: this.messages.length + 1,
      role,
      content,
      sources: [],
      agent_name: null,
      created_at: new Date().toISOString(),
      turn_id: null,
      answers: [],
      ...more,
    }
    this.messages.push(message)
    return message
  }

  receive(body: Record<string, unknown>): FakeMessage {
    this.posts.push(body)
    const key = String(body.client_message_id)
    const known = this.messages.find((message) => message.id === this.#ids.get(key))
    if (known) return known
    const message = this.add('user', String(body.content))
    this.#ids.set(key, message.id)
    this.say('message.received', eventOf(message))
    return message
  }

  complete(turnId: string, content: string, more: Partial<FakeMessage> = {}): void {
    const answers = this.messages.filter(({ role }) => role === 'user').map(({ id }) => id)
    this.partial = null
    const reply = this.add('assistant', content, { turn_id: turnId, answers, ...more })
    this.say('reply.completed', eventOf(reply))
  }

  /** From here on a person answers. */
  handOver(): void {
    this.handledBy = 'person'
    this.#stands()
  }

  leaveAddress(email: string): void {
    this.contact = email
    this.#stands()
  }

  #stands(): void {
    this.say('conversation.updated', {
      handled_by: this.handledBy,
      contact_known: this.contact !== null,
    })
  }

  open(call: Call): void {
    const lastEventId = call.headers['last-event-id']
    this.lastEventIds.push(typeof lastEventId === 'string' ? lastEventId : undefined)
    call.response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    call.response.write(': hello\nretry: 50\n\n')
    this.#streams.add(call.response)
    call.response.on('close', () => this.#streams.delete(call.response))
    if (lastEventId === undefined) this.#replay(call.response)
  }

  #replay(stream: ServerResponse): void {
    for (const message of this.messages)
      stream.write(frame(EVENTS[message.role], eventOf(message), ++this.#eventId))
    if (this.partial) stream.write(frame('reply.delta', { ...this.partial, offset: 0 }, ++this.#eventId))
  }
}

const frame = (event: string, data: object, id: number): string =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`

const eventOf = ({ id, ...message }: FakeMessage) => ({ message_id: id, ...message })

function renewal(response: ServerResponse, conversation: FakeConversation): true {
  if (!conversation.isRenewable) return problem(response, 401, 'Not allowed')
  return json(response, 200, { token: conversation.token, expires_at: '2099-01-01T00:00:00Z' })
}

/** A gateway without broker and worker: what it answers is up to the test. */
export class FakeGateway {
  readonly conversations: FakeConversation[] = []
  config = {
    brand: 'Rezvo',
    demonstration: true,
    support_email: 'support@rezvo.app',
    suggested_questions: [
      'How do payments work?',
      'Can I cancel a booking?',
      'Which card readers can I use?',
    ],
    message_max_chars: 4000,
    consent: null as { version: string; text: string } | null,
  }

  /** Answers in the place of the gateway; a test takes them off one by one. */
  readonly refusals: ((call: Call) => boolean)[] = []
  streamsRefused = false
  ownRefused = false
  knowsPositions = true
  onMessage: (conversation: FakeConversation, message: FakeMessage) => void = () => {}

  get last(): FakeConversation {
    const last = this.conversations.at(-1)
    if (!last) throw new Error('No conversation was begun.')
    return last
  }

  handle: Handler = (call) => {
    const { method, path, response } = call
    if (!path.startsWith('/api/chat/')) return false
    if (method === 'POST' && this.refusals[0]?.(call)) return this.refusals.shift() !== undefined
    if (path === '/api/chat/config') return json(response, 200, this.config)
    if (path === '/api/chat/conversations') return method === 'POST' ? this.#begin(call) : this.#own(call)
    const [, id, what] = CONVERSATION.exec(path) ?? []
    const conversation = this.conversations.find((one) => one.id === id)
    if (!conversation) return problem(response, 404, 'No such conversation')
    if (what === 'token') return renewal(response, conversation)
    if (call.headers.authorization !== `Bearer ${conversation.token}`)
      return problem(response, 401, 'Not allowed')
    if (conversation.isErased && method === 'GET')
      return problem(response, 410, 'This conversation was erased.')
    if (what === 'contact' || what === 'rating') return this.#takeWord(what, call, conversation)
    return what === 'events' ? this.#events(call, conversation) : this.#messages(call, conversation)
  }

  #takeWord(what: 'contact' | 'rating', { body, response }: Call, conversation: FakeConversation): true {
    if (what === 'rating') conversation.ratings.push(body)
    else if (!String(body.email).includes('.')) return problem(response, 422, 'This is no e-mail address.')
    else {
      conversation.contacts.push(body)
      conversation.leaveAddress(String(body.email))
    }
    return json(response, 202, { accepted: true })
  }

  #begin({ body, response }: Call): true {
    const conversation = new FakeConversation()
    conversation.identity = typeof body.identity === 'string' ? body.identity : null
    this.conversations.push(conversation)
    const { id, token } = conversation
    return json(response, 201, { conversation_id: id, token, expires_at: '2099-01-01T00:00:00Z' })
  }

  #own({ headers, response }: Call): true {
    if (this.ownRefused) return problem(response, 503, 'No lists now')
    const own = this.conversations.filter(({ identity }) => headers.authorization === `Bearer ${identity}`)
    const shown = own.map(({ id, token }) => ({ conversation_id: id, token, opening: '' }))
    return json(response, 200, shown.reverse())
  }

  #events(call: Call, conversation: FakeConversation): true {
    if (this.streamsRefused) return problem(call.response, 503, 'No streams now')
    if (!this.knowsPositions && 'last-event-id' in call.headers)
      return problem(call.response, 422, 'Unknown position')
    conversation.open(call)
    return true
  }

  #messages({ method, body, response }: Call, conversation: FakeConversation): true {
    const { messages, partial, handledBy, contact } = conversation
    if (method === 'GET')
      return json(response, 200, {
        messages,
        partial,
        handled_by: handledBy,
        contact_known: contact !== null,
      })
    const message = conversation.receive(body)
    json(response, 202, { message_id: message.id })
    this.onMessage(conversation, message)
    return true
  }
}
