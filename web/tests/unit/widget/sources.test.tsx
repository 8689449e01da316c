import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Source } from '../../../src/widget/protocol/events.ts'
import { Message } from '../../../src/widget/ui/Message.tsx'
import { message } from '../builders.ts'
import { Chat, until } from '../session/chat.ts'

const SITE = 'https://rezvo.app'
const SOURCES = [
  { title: 'How payouts work', url: 'https://help.rezvo.app/payouts' },
  { title: 'Fees & pricing', url: '/help/fees' },
]

const drawn = (sources: readonly Source[]): string =>
  renderToStaticMarkup(<Message message={message('a1', 2, { role: 'assistant', sources })} site={SITE} />)

test('under an answer stand the articles that it rests on, each opened in a new tab', () => {
  const link = 'target="_blank" rel="noopener noreferrer nofollow"'
  const html = drawn(SOURCES)
  expect(html).toContain(`<a href="https://help.rezvo.app/payouts" ${link}>How payouts work</a>`)
  expect(html).toContain(`<a href="https://rezvo.app/help/fees" ${link}>Fees &amp; pricing</a>`)
})

test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.test', '/\\evil.test', 'mailto:a@b.c'])(
  'an article at %j is its title alone',
  (url) => {
    const html = drawn([{ title: 'Payouts', url }])
    expect(html).toContain('<li>Payouts</li>')
    expect(html).not.toContain('<a ')
  },
)

test('without an article nothing is said of any', () => {
  expect(drawn([])).not.toContain('Sources')
})

let chat: Chat

beforeEach(async () => {
  chat = await Chat.open()
})

afterEach(() => chat.close())

const shownSources = () => chat.page.state.thread.messages.at(-1)?.sources

test('sources come with the stream, and again from the thread after a reload', async () => {
  await chat.ask('How do payments work?')
  await chat.listening()
  chat.conversation.complete('turn-1', 'By card.', { sources: SOURCES })
  await until(() => chat.shown.includes('By card.'))
  expect(shownSources()).toEqual(SOURCES)
  chat.turnPage()
  await until(() => chat.shown.includes('By card.'))
  expect(shownSources()).toEqual(SOURCES)
})
