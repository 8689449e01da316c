import { afterEach, beforeEach, expect, test } from 'vitest'
import { pending } from '../../../src/widget/protocol/view.ts'
import { problem } from '../../fakes/http.ts'
import { Chat, until } from './chat.ts'

const QUESTION = 'How do payments work?'
let chat: Chat

beforeEach(async () => {
  chat = await Chat.open()
})

afterEach(() => chat.close())

const refuse = (status: number, headers = {}) =>
  chat.gateway.refusals.push(
    ({ path, response }) => path.endsWith('/messages') && problem(response, status, 'No', headers),
  )

const failure = () => pending(chat.page.state.thread).find((item) => item.status === 'failed')

test('nothing is begun before something is said', () => {
  expect(chat.gateway.conversations).toEqual([])
  expect(chat.page.state.connection).toBe('none')
})

test('the first message begins the conversation, and says where it comes from', async () => {
  await chat.ask(QUESTION)
  expect(chat.conversation.posts).toEqual([
    {
      client_message_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      content: QUESTION,
      source: 'web',
      page_url: 'https://rezvo.app/',
      locale: 'en-GB',
      after_message_id: null,
      wants_person: false,
      consent_version: null,
    },
  ])
})

test('messages go in the order written, each naming the one before it', async () => {
  chat.page.send('one')
  chat.page.send('two')
  await until(() => chat.shown.includes('two'))
  const [one, two] = chat.conversation.posts
  expect([one?.content, two?.content]).toEqual(['one', 'two'])
  expect(two?.after_message_id).toBe(chat.conversation.messages[0]?.id)
})

test.each([503, 429, 500, 502])(
  'a message refused with %i is sent again and becomes one message',
  async (status) => {
    refuse(status, { 'Retry-After': '1' })
    refuse(status)
    await chat.ask(QUESTION)
    expect(chat.conversation.messages).toHaveLength(1)
  },
)

test('a message whose acceptance was lost is sent again with the same id', async () => {
  chat.gateway.refusals.push(({ path, body, response }) => {
    if (!path.endsWith('/messages')) return false
    chat.conversation.receive(body)
    response.destroy()
    return true
  })
  await chat.ask(QUESTION)
  await until(() => chat.conversation.posts.length === 2)
  const [first, second] = chat.conversation.posts
  expect(second?.client_message_id).toBe(first?.client_message_id)
  expect(chat.shown).toEqual([QUESTION])
})

test('a message that is refused for good says why, and can be sent again', async () => {
  refuse(422)
  chat.page.send(QUESTION)
  await until(failure)
  expect(failure()).toMatchObject({ content: QUESTION, reason: 'No.' })
  chat.page.retry(failure()?.clientMessageId ?? '')
  await until(() => chat.shown.includes(QUESTION))
})

test('a visitor who is asked for long patience is told so at once', async () => {
  refuse(429, { 'Retry-After': '3600' })
  chat.page.send(QUESTION)
  await until(failure)
  expect(failure()?.reason).toBe('No.')
})

test('a server that cannot be reached is given up in the end, with a plain word', async () => {
  chat.gateway.refusals.push(
    ...Array.from({ length: 20 }, () => ({ response }: { response: { destroy: () => void } }) => {
      response.destroy()
      return true
    }),
  )
  chat.page.send(QUESTION)
  await until(failure)
  expect(failure()?.reason).toContain('could not reach')
})

test('a conversation whose token is refused begins anew, with the message that was not accepted', async () => {
  await chat.ask('Hello')
  const first = chat.conversation
  first.token = 'another'
  first.hangUp()
  await chat.ask(QUESTION)
  expect(chat.conversation).not.toBe(first)
  expect(chat.page.state.begunAnew).toBe(true)
  expect(chat.shown).toEqual([QUESTION])
})

test('a token that ended while the page was open is renewed, and the message arrives once', async () => {
  await chat.ask('Hello')
  const first = chat.conversation
  first.token = 'another'
  first.isRenewable = true
  await chat.ask(QUESTION)
  expect(chat.conversation).toBe(first)
  expect(chat.shown).toEqual(['Hello', QUESTION])
  expect(chat.page.state.begunAnew).toBe(false)
})

test('a token that is refused again and again is not asked for for ever', async () => {
  refuse(401)
  refuse(401)
  chat.page.send(QUESTION)
  await until(failure)
  expect(chat.gateway.conversations).toHaveLength(2)
})

test('the button for a person sends a message in plain words that says so to machines too', async () => {
  await chat.ask('Hello')
  chat.page.askForPerson()
  await until(() => chat.conversation.posts.length === 2)
  expect(chat.conversation.posts.map(({ content, wants_person }) => [content, wants_person])).toEqual([
    ['Hello', false],
    ['I would like to talk to a person.', true],
  ])
})

test('a wish for a person that could not be sent is still one after a reload', async () => {
  refuse(422)
  chat.page.askForPerson()
  await until(failure)
  chat.turnPage()
  chat.page.retry(failure()?.clientMessageId ?? '')
  await until(() => chat.gateway.conversations.length > 0 && chat.conversation.posts.length === 1)
  expect(chat.conversation.posts[0]?.wants_person).toBe(true)
})
