import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Message } from '../../../src/admin/api/types.ts'
import { Messages } from '../../../src/admin/features/conversation/Messages.tsx'
import { provenance, reply } from './builders.ts'

const html = (message: Message): string =>
  renderToStaticMarkup(<Messages messages={[message]} site="https://rezvo.app" />)

const facts = (message: Message): Record<string, string> =>
  Object.fromEntries(
    [...html(message).matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)].map(([, term = '', value = '']) => [
      term,
      value,
    ]),
  )

test('a reply shows what it cites, with links only where they lead to pages', () => {
  const sources = [
    { title: 'Payouts', url: 'https://help.rezvo.app/payouts' },
    { title: 'Fees', url: '/help/fees' },
    { title: 'Trick', url: 'javascript:alert(1)' },
  ]
  const shown = html(reply({ sources }))
  expect(shown).toContain('href="https://help.rezvo.app/payouts"')
  expect(shown).toContain('href="https://rezvo.app/help/fees"')
  expect(shown).toContain('<li>Trick</li>')
  expect(html(reply())).not.toContain('Sources')
})

test('what a reply was made of is folded away beneath it', () => {
  const message = reply({ provenance: provenance() })
  expect(html(message)).toMatch(/<details[^>]*><summary>How this answer was made<\/summary>/)
  expect(facts(message)).toEqual({
    Model: 'claude-haiku-4-5',
    Request: 'req_1',
    Attempts: '2',
    Cost: '$0.002625',
    Tokens: '160 output; its input is counted at the message that it answers',
    'Prompt version': 'prompt-7',
    'Knowledge version': 'knowledge-9',
    'Price version': '2026-11-01',
  })
})

test('it tells the articles that were offered and the tools that were called', () => {
  const shown = facts(
    reply({
      provenance: provenance({
        offered: [{ title: 'Refunds', url: 'https://help.rezvo.app/refunds' }],
        tools: [{ name: 'escalate_to_human', input: { summary: '<b>Angry</b>' } }],
      }),
    }),
  )
  expect(shown['Articles offered']).toContain('Refunds</a>')
  expect(shown['Tools called']).toContain('escalate_to_human')
  expect(shown['Tools called']).toContain('&quot;&lt;b&gt;Angry&lt;/b&gt;&quot;')
})

test('what a person wrote stands under their name', () => {
  expect(html(reply({ role: 'agent', content: 'Let me see.', agent_name: 'Ada' }))).toContain(
    '<strong>Ada</strong>',
  )
})

test('a message without provenance folds nothing away', () => {
  expect(html(reply({ role: 'user', content: 'Hello' }))).not.toContain('<details')
})
