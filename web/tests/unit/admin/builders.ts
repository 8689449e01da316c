import type {
  Account,
  Analytics,
  ApiKey,
  Message,
  Provenance,
  Session,
  Ticket,
} from '../../../src/admin/api/types.ts'

const TIME = '2026-11-22T10:00:00Z'
const ID = '66f0c0ffee66f0c0ffee0001'

export const session = (more: Partial<Session> = {}): Session => ({
  email: 'ada@rezvo.app',
  role: 'agent',
  scopes: null,
  ...more,
})

export const ticket = (more: Partial<Ticket> = {}): Ticket => ({
  id: ID,
  source: 'web',
  page_url: 'https://rezvo.app/pricing',
  user_agent: null,
  user_id: null,
  business_id: null,
  contact_email: null,
  contact_name: null,
  rating_solved: null,
  rating_score: null,
  rating_comment: null,
  consent_version: null,
  consent_text: null,
  consent_at: null,
  status: 'auto_resolved',
  escalated: false,
  escalation_reason: null,
  escalation_category: null,
  escalation_summary: null,
  urgency: 'normal',
  handled_by: 'bot',
  summary: 'How do payments work?',
  message_count: 2,
  total_input_tokens: 1825,
  total_output_tokens: 160,
  estimated_cost_usd: 2625,
  cost_usd: 0.002625,
  assigned_to: null,
  notes: null,
  outcome: null,
  reopened_count: 0,
  created_at: TIME,
  updated_at: TIME,
  closed_at: null,
  age_seconds: 60,
  ...more,
})

export const reply = (more: Partial<Message> = {}): Message => ({
  id: '66f0c0ffee66f0c0ffee0002',
  conversation_id: ID,
  role: 'assistant',
  content: 'By card.',
  input_tokens: 0,
  output_tokens: 160,
  is_escalation: false,
  agent_name: null,
  sources: [],
  provenance: null,
  created_at: TIME,
  ...more,
})

export const provenance = (more: Partial<Provenance> = {}): Provenance => ({
  model: 'claude-haiku-4-5',
  request_id: 'req_1',
  prompt_version: 'prompt-7',
  knowledge_version: 'knowledge-9',
  price_version: '2026-11-01',
  attempts: 2,
  offered: [],
  tools: [],
  cost_nanousd: 2_625_400,
  ...more,
})

export const account = (more: Partial<Account> = {}): Account => ({
  id: '66f0c0ffee66f0c0ffee0003',
  email: 'ada@rezvo.app',
  name: '',
  role: 'agent',
  disabled: false,
  created_at: TIME,
  last_sign_in_at: null,
  password: null,
  ...more,
})

export const apiKey = (more: Partial<ApiKey> = {}): ApiKey => ({
  id: '66f0c0ffee66f0c0ffee0004',
  name: 'nightly import',
  scopes: ['conversations:log'],
  created_by: 'ada@rezvo.app',
  created_at: TIME,
  expires_at: null,
  last_used_at: null,
  secret: null,
  ...more,
})

export const analytics = (more: Partial<Analytics> = {}): Analytics => ({
  total_conversations: 40,
  total_messages: 120,
  auto_resolved_pct: 75,
  escalated_pct: 25,
  avg_messages_per_conversation: 3,
  total_cost_usd: 0.4,
  solved_pct: null,
  avg_score: null,
  outcomes: { answered: 10, confirmed: 12, abandoned: 1, escalated: 10, undecided: 7 },
  reopened: 2,
  top_questions: [],
  conversations_by_day: [
    { date: '2026-11-21', count: 18 },
    { date: '2026-11-22', count: 22 },
  ],
  ...more,
})
