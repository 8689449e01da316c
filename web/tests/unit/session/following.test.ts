import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Chat } from './chat.ts'

const QUESTION = 'How do payments work?'
const TURN = { turn_id: 'turn-1', attempt: 1 }
let chat: Chat

beforeEach(async () => {
  chat = await Chat.open()
  chat.page.send(QUESTION)
  await chat.listening()
  await vi.waitUntil(() => chat.shown.includes(QUESTION))
})

afterEach(() => chat.close())

const say = (offset: number, text: string) => chat.conversation.say('reply.delta', { ...TURN, offset, text })

const see = (...texts: string[]) =>
  vi.waitFor(() => expect(chat.shown).toEqual([QUESTION, ...texts]), { timeout: 4_000 })

test('an answer is seen as it is written', async () => {
  say(0, 'By ')
  await see('By …')
  say(3, 'card.')
  await see('By card.…')
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('a broken line is taken up again where it broke', async () => {
  say(0, 'By ')
  await see('By …')
  chat.conversation.hangUp()
  await vi.waitUntil(() => chat.conversation.lastEventIds.length === 2)
  expect(chat.conversation.lastEventIds).toEqual([undefined, '2'])
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('a server that stops is left, and come back to', async () => {
  chat.conversation.say('reconnect', {})
  await vi.waitUntil(() => chat.conversation.lastEventIds.length === 2)
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('what a resync speaks of is fetched', async () => {
  chat.conversation.partial = { ...TURN, text: 'By ca' }
  chat.conversation.say('resync', {})
  await see('By ca…')
})

test('a gap is filled from the thread, as soon as that has it', async () => {
  say(0, 'By')
  say(5, 'rd.')
  await see('By…')
  chat.conversation.partial = { ...TURN, text: 'By ca' }
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
  await vi.waitUntil(() => chat.page.state.connection === 'polling', { timeout: 4_000 })
  chat.conversation.partial = { ...TURN, text: 'By ca' }
  await see('By ca…')
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('the stream is taken up again once it can be had', async () => {
  chat.gateway.streamsRefused = true
  chat.conversation.hangUp()
  await vi.waitUntil(() => chat.page.state.connection === 'polling', { timeout: 4_000 })
  chat.gateway.streamsRefused = false
  await vi.waitUntil(() => chat.page.state.connection === 'live', { timeout: 4_000 })
})

test('a visitor who waits without a sign has the thread fetched', async () => {
  chat.conversation.partial = { ...TURN, text: 'By ca' }
  await see('By ca…')
})

test('an answer that stopped in mid-sentence and is not being written any more is taken off', async () => {
  say(0, 'By ')
  await see('By …')
  await see()
})

test('a position that the server does not know is forgotten', async () => {
  say(0, 'By ')
  await see('By …')
  chat.gateway.knowsPositions = false
  chat.conversation.hangUp()
  await vi.waitUntil(() => chat.page.state.connection === 'live' && chat.conversation.openStreams === 1)
  chat.conversation.complete('turn-1', 'By card.')
  await see('By card.')
})

test('the next page goes on in mid-sentence', async () => {
  chat.conversation.partial = { ...TURN, text: 'By ca' }
  say(0, 'By ca')
  chat.turnPage()
  await see('By ca…')
  await chat.listening()
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

test('a conversation that is over on the next page is said to be', async () => {
  chat.conversation.token = 'another'
  chat.turnPage()
  await vi.waitUntil(() => chat.page.state.begunAnew)
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
