import { afterEach, beforeEach, expect, test } from 'vitest'
import { Chat, until } from './chat.ts'

const QUESTION = 'How do payments work?'
const TURN = { turn_id: 'turn-1', attempt: 1 }
let chat: Chat

beforeEach(async () => {
  chat = await Chat.open()
  chat.page.send(QUESTION)
  await chat.listening()
  await until(() => chat.shown.includes(QUESTION))
})

afterEach(() => chat.close())

/** The answer as the server has stored it. */
const store = (text: string) => (chat.conversation.partial = { ...TURN, text })

const say = (offset: number, text: string) => chat.conversation.say('reply.delta', { ...TURN, offset, text })

/** Writes the beginning of the answer and stores it. */
const begin = (text: string) => {
  store(text)
  say(0, text)
}

const see = (...texts: string[]) =>
  expect.poll(() => chat.shown, { timeout: 15_000 }).toEqual([QUESTION, ...texts])

test('an answer is seen as it is written', async () => {
  begin('By ')
  await see('By …')
  store('By card.')
  say(3, 'card.')
  await see('By card.…')
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('a broken line is taken up again where it broke', async () => {
  begin('By ')
  await see('By …')
  chat.conversation.hangUp()
  await until(() => chat.conversation.lastEventIds.length === 2)
  expect(chat.conversation.lastEventIds).toEqual([undefined, '2'])
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('a server that stops is left, and come back to', async () => {
  chat.conversation.say('reconnect', {})
  await until(() => chat.conversation.lastEventIds.length === 2)
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('what a resync speaks of is fetched', async () => {
  store('By ca')
  chat.conversation.say('resync', {})
  await see('By ca…')
})

test('a gap is filled from the thread, as soon as that has it', async () => {
  begin('By')
  say(5, 'rd.')
  await see('By…')
  store('By ca')
  await see('By card.…')
})

test('malformed events and unknown ones do no harm', async () => {
  chat.conversation.say('reply.applauded', { times: 3 })
  chat.conversation.hangUp()
  await chat.listening()
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('without a stream the thread is asked for again and again', async () => {
  chat.gateway.streamsRefused = true
  chat.conversation.hangUp()
  await until(() => chat.page.state.connection === 'polling')
  store('By ca')
  await see('By ca…')
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('the stream is taken up again once it can be had', async () => {
  chat.gateway.streamsRefused = true
  chat.conversation.hangUp()
  await until(() => chat.page.state.connection === 'polling')
  chat.gateway.streamsRefused = false
  await until(() => chat.page.state.connection === 'live')
})

test('a visitor who waits without a sign has the thread fetched', async () => {
  store('By ca')
  await see('By ca…')
})

test('an answer that stopped in mid-sentence and is not being written any more is taken off', async () => {
  begin('By ')
  await see('By …')
  chat.conversation.partial = null
  await see()
})

test('a position that the server does not know is forgotten', async () => {
  begin('By ')
  await see('By …')
  chat.gateway.knowsPositions = false
  chat.conversation.hangUp()
  await until(() => chat.page.state.connection === 'live' && chat.conversation.openStreams === 1)
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('the next page goes on in mid-sentence', async () => {
  begin('By ca')
  chat.turnPage()
  await see('By ca…')
  await chat.listening()
  store('By card.')
  say(5, 'rd.')
  await see('By card.…')
})

test('the next page sends what this one could not', async () => {
  chat.gateway.refusals.push(({ response }) => Boolean(response.destroy()))
  chat.page.send('And refunds?')
  chat.turnPage()
  await see('And refunds?')
  expect(new Set(chat.conversation.posts.map((post) => post.client_message_id)).size).toBe(2)
})

test('a token that has ended is renewed, and the next page goes on', async () => {
  chat.conversation.token = 'another'
  chat.conversation.isRenewable = true
  chat.turnPage()
  await chat.listening()
  await chat.ask('And refunds?')
  expect(chat.page.state.begunAnew).toBe(false)
  expect(chat.gateway.conversations).toHaveLength(1)
})

test('a conversation that is over on the next page is said to be', async () => {
  chat.conversation.token = 'another'
  chat.turnPage()
  await until(() => chat.page.state.begunAnew)
  expect(chat.shown).toEqual([])
  chat.turnPage()
  expect(chat.page.state.begunAnew).toBe(false)
})

test('the site is told what happens, by ids alone, and nothing of what an earlier page showed', async () => {
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
  const told = [...chat.told]
  chat.turnPage()
  await see('By card.')
  const conversationId = chat.conversation.id
  const [question, answer] = chat.conversation.messages
  expect(chat.told).toEqual(told)
  expect(told).toEqual([
    ['conversation:started', { conversationId }],
    ['message:sent', { conversationId, messageId: question?.id }],
    ['message:received', { conversationId, messageId: answer?.id, from: 'bot' }],
  ])
})

test('a conversation that was erased is left, and the next message begins another', async () => {
  chat.conversation.isErased = true
  chat.conversation.isRenewable = true
  chat.conversation.say('conversation.erased', {})
  chat.conversation.hangUp()
  await until(() => chat.page.state.begunAnew)
  expect(chat.shown).toEqual([])
  await chat.ask('And refunds?')
  expect(chat.gateway.conversations).toHaveLength(2)
})

test('what was agreed to goes with each message, also on the next page', async () => {
  chat.page.agree('2026-11')
  await chat.ask('And refunds?')
  chat.turnPage()
  await chat.ask('And vouchers?')
  expect(chat.page.state.consent).toBe('2026-11')
  expect(chat.conversation.posts.map((post) => post.consent_version)).toEqual([null, '2026-11', '2026-11'])
})

test('what was agreed to goes with an address and a rating, too', async () => {
  chat.page.agree('2026-11')
  await chat.page.leaveAddress('jo@example.org')
  chat.page.rate({ solved: true, score: null })
  await until(() => chat.conversation.ratings.length > 0)
  expect(chat.conversation.contacts[0]?.consent_version).toBe('2026-11')
  expect(chat.conversation.ratings[0]?.consent_version).toBe('2026-11')
})
