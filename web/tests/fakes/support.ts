import { json, problem, type Call, type Handler } from './http.ts'

const DAY_MS = 86_400_000
const PAGE = 20
const QUESTIONS = [
  'How do payments work?',
  'Can I get a refund for a booking that I cancelled yesterday?',
  'The card reader does not connect to my phone any more',
  'Which plan do I need for two locations?',
  'My payout has not arrived',
]
const STATUSES = ['needs_review', 'auto_resolved', 'in_progress', 'closed', 'open'] as const

const CATEGORIES = ['payment', 'visitor_asked', 'unresolved'] as const
const ARTICLES = [
  { title: 'How payouts work', url: 'https://rezvo.app/help/payouts' },
  { title: 'Fees and pricing', url: '/help/fees' },
]
const PROVENANCE = {
  model: 'claude-haiku-4-5',
  request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy',
  prompt_version: 'p-5f0c2a9b1d3e',
  knowledge_version: 'k-9a41f7c08b22',
  price_version: '2026-11-01',
  attempts: 1,
  offered: [...ARTICLES, { title: 'Refunds', url: 'https://rezvo.app/help/refunds' }],
  tools: [{ name: 'escalate_to_human', input: { category: 'payment', urgency: 'normal' } }],
  cost_nanousd: 2_625_400,
}

const CANNED = [
  { id: 'c1', title: 'Refund', content: 'Your refund is on its way.', updated_at: '2026-11-20T10:00:00Z' },
]

const NOTICES = [
  {
    kind: 'escalation',
    state: 'sent',
    detail: null,
    raised_at: '2026-11-20T10:00:00Z',
    done_at: '2026-11-20T10:00:02Z',
  },
  {
    kind: 'reply',
    state: 'refused',
    detail: '550 5.1.1 No such user here',
    raised_at: '2026-11-20T10:30:00Z',
    done_at: '2026-11-20T10:32:00Z',
  },
]

const handledBy = (status: unknown): 'bot' | 'person' =>
  status === 'auto_resolved' || status === 'closed' ? 'bot' : 'person'

const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString()
const id = (number: number): string => number.toString(16).padStart(24, '0')

function conversation(number: number) {
  const status = STATUSES[number % STATUSES.length]
  const escalated = status !== 'auto_resolved'
  return {
    id: id(number),
    source: ['web', 'app', 'dashboard'][number % 3],
    page_url: 'https://rezvo.app/pricing',
    user_agent: 'Mozilla/5.0',
    user_id: null,
    business_id: number % 4 === 0 ? `salon-${number}` : null,
    status,
    escalated,
    escalation_reason: escalated ? 'Bot unable to resolve issue' : null,
    escalation_category: escalated ? CATEGORIES[number % CATEGORIES.length] : null,
    escalation_summary: escalated ? 'Has been charged twice and wants one of the payments back.' : null,
    urgency: escalated && number % 3 === 0 ? 'high' : 'normal',
    handled_by: handledBy(status),
    summary: QUESTIONS[number % QUESTIONS.length],
    message_count: 2,
    total_input_tokens: 1825 + number,
    total_output_tokens: 160,
    estimated_cost_usd: 2625 + number,
    cost_usd: (2625 + number) / 1e6,
    assigned_to: status === 'in_progress' ? 'ada@rezvo.app' : null,
    notes: null as string | null,
    outcome: escalated ? 'escalated' : 'answered',
    reopened_count: 0,
    created_at: ago(number / 7),
    updated_at: ago(number / 8),
    closed_at: status === 'closed' ? ago(number / 9) : null,
  }
}

const message = (of: string, number: number, role: string, content: string, tokens: object) => ({
  id: id(10_000 + number),
  conversation_id: of,
  role,
  content,
  input_tokens: 0,
  output_tokens: 0,
  is_escalation: false,
  agent_name: null as string | null,
  sources: [] as typeof ARTICLES,
  provenance: null as typeof PROVENANCE | null,
  created_at: ago(number / 1000),
  ...tokens,
})

/** Ticketing and analytics with a made-up history. */
export class FakeSupport {
  readonly conversations = Array.from({ length: 53 }, (_, index) => conversation(index + 1))
  readonly #notes = new Map<string, object[]>()
  readonly #replies = new Map<string, ReturnType<typeof message>[]>()
  #signedIn = false

  handle: Handler = (call) => {
    const { path, method, response } = call
    if (!path.startsWith('/api/support/')) return false
    if (path === '/api/support/config')
      return json(response, 200, { demonstration: true, email_notices: false })
    if (path === '/api/support/session') return this.#session(call)
    if (!this.#signedIn) return problem(response, 401, 'Sign in first')
    if (path === '/api/support/analytics') return json(response, 200, this.#analytics(call))
    if (path === '/api/support/tickets') return json(response, 200, this.#tickets())
    if (path === '/api/support/conversations') return this.#list(call)
    if (path === '/api/support/events') return this.#events(call)
    if (path === '/api/support/canned-replies') return json(response, 200, CANNED)
    const one = this.conversations.find((item) => path.includes(`/${item.id}`))
    if (!one) return problem(response, 404, 'No such conversation')
    if (path.endsWith('/notes')) return this.#notesOf(one.id, call)
    if (method === 'POST') return this.#work(one, call)
    if (method === 'PATCH')
      Object.assign(one, call.body, { handled_by: handledBy(call.body.status ?? one.status) })
    const notices = one.escalated ? NOTICES : []
    return json(response, 200, { ...one, notices, messages: this.#messages(one.id, one.summary ?? '') })
  }

  #events({ response }: Call): true {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(': nothing changes by itself\n\n')
    return true
  }

  #notesOf(of: string, { method, body, response }: Call): true {
    const notes = this.#notes.get(of) ?? []
    if (method === 'GET') return json(response, 200, notes)
    const note = { id: id(20_000 + notes.length), author: 'ada@rezvo.app', created_at: ago(0), ...body }
    this.#notes.set(of, [...notes, note])
    return json(response, 201, note)
  }

  #work(one: ReturnType<typeof conversation>, { path, body, response }: Call): true {
    const isBack = path.endsWith('/hand-back')
    const status = isBack ? 'auto_resolved' : 'in_progress'
    Object.assign(one, {
      status,
      handled_by: handledBy(status),
      assigned_to: isBack ? null : 'ada@rezvo.app',
    })
    if (!path.endsWith('/replies')) return json(response, 200, one)
    const replies = this.#replies.get(one.id) ?? []
    const said = message(one.id, -replies.length, 'agent', String(body.content), { agent_name: 'ada' })
    this.#replies.set(one.id, [...replies, said])
    return json(response, 201, said)
  }

  #session({ method, body, response }: Call): true {
    if (method === 'POST' && body.password !== 'correct horse')
      return problem(response, 401, 'Wrong email or password')
    if (method === 'POST') this.#signedIn = true
    if (method === 'DELETE') this.#signedIn = false
    if (method === 'GET' && !this.#signedIn) return problem(response, 401, 'Sign in first')
    return json(response, 200, { email: 'ada@rezvo.app', role: 'admin', token: 't', expires_at: ago(-1) })
  }

  #tickets() {
    return this.conversations
      .filter(({ status }) => status !== 'closed' && status !== 'auto_resolved')
      .map((item) => ({ ...item, age_seconds: (Date.now() - Date.parse(item.created_at)) / 1000 }))
  }

  #list({ query, response }: Call): true {
    const from = Number(query.get('cursor') ?? 0)
    const found = this.conversations.filter(
      (item) =>
        (!query.has('status') || item.status === query.get('status')) &&
        (!query.has('source') || item.source === query.get('source')) &&
        (!query.has('escalated') || String(item.escalated) === query.get('escalated')) &&
        (item.summary ?? '').toLowerCase().includes((query.get('text') ?? '').toLowerCase()),
    )
    query.set('cursor', String(from + PAGE))
    const link = { Link: `</api/support/conversations?${query.toString()}>; rel="next"` }
    return json(response, 200, found.slice(from, from + PAGE), from + PAGE < found.length ? link : {})
  }

  #messages(of: string, question: string) {
    const answer =
      'Payments go to **your Stripe account**. See https://rezvo.app/help <img src=x onerror=alert(1)>'
    return [
      message(of, 3, 'user', question, { input_tokens: 1825 }),
      message(of, 2, 'assistant', answer, {
        output_tokens: 160,
        is_escalation: true,
        sources: ARTICLES,
        provenance: PROVENANCE,
      }),
      ...(this.#replies.get(of) ?? []),
    ]
  }

  #analytics({ query }: Call) {
    const days = Number(query.get('days') ?? 30)
    return {
      total_conversations: 1284,
      total_messages: 4871,
      auto_resolved_pct: 81.4,
      escalated_pct: 18.6,
      avg_messages_per_conversation: 3.8,
      total_cost_usd: 4.182731,
      solved_pct: 88.2,
      avg_score: 4.31,
      outcomes: { answered: 702, confirmed: 311, abandoned: 4, escalated: 231, undecided: 36 },
      reopened: 41,
      top_questions: QUESTIONS.map((question, index) => ({ question, count: 214 - index * 37 })),
      conversations_by_day: Array.from({ length: days }, (_, index) => ({
        date: ago(days - 1 - index).slice(0, 10),
        count: Math.round(40 + 18 * Math.sin(index / 2) + (index % 7)),
      })),
    }
  }
}
