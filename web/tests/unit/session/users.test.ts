import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Memory } from '../../../src/widget/session/memory.ts'
import { json, problem } from '../../fakes/http.ts'
import { Chat, until } from './chat.ts'

const QUESTION = 'Where is my order?'
let chat: Chat

beforeEach(async () => {
  chat = await Chat.open()
})

afterEach(() => chat.close())

test('a signed-in user begins a conversation as that user', async () => {
  chat.signIn('ada')
  await chat.ask(QUESTION)
  expect(chat.conversation.identity).toBe('ada')
})

test('a signed-in user finds the conversation again on another device, and goes on with it', async () => {
  chat.signIn('ada')
  await chat.ask(QUESTION)
  chat.turnToAnotherDevice()
  await until(() => chat.shown.includes(QUESTION))
  await chat.ask('And my other one?')
  expect(chat.gateway.conversations).toHaveLength(1)
})

test('what is written before the conversation was found goes into it all the same', async () => {
  chat.signIn('ada')
  await chat.ask(QUESTION)
  chat.turnToAnotherDevice()
  chat.page.send('And my other one?')
  await until(() => chat.conversation.posts.length === 2)
  expect(chat.gateway.conversations).toHaveLength(1)
})

test('nobody sees what another user or a visitor wrote on the same device', async () => {
  await chat.ask('As a visitor')
  chat.signIn('ada')
  await chat.ask('As Ada')
  chat.signIn('ben')
  await chat.ask('As Ben')
  expect(chat.shown).toEqual(['As Ben'])
  chat.signIn('ada')
  await until(() => chat.shown.length > 0)
  expect(chat.shown).toEqual(['As Ada'])
  chat.signIn(null)
  await until(() => chat.shown.length > 0)
  expect(chat.shown).toEqual(['As a visitor'])
})

test('a user whose conversations cannot be listed writes all the same', async () => {
  chat.signIn('ada')
  chat.gateway.ownRefused = true
  chat.turnPage()
  await chat.ask(QUESTION)
  expect(chat.conversation.identity).toBe('ada')
})

test('a user whose JWT is refused is told why', async () => {
  const refuse = () =>
    chat.gateway.refusals.push(
      ({ path, response }) => path.endsWith('/conversations') && problem(response, 401, 'It has expired'),
    )
  refuse()
  refuse()
  chat.signIn('ada')
  chat.page.send(QUESTION)
  await until(() => chat.shown.some((text) => text.endsWith('(failed)')))
  expect(chat.gateway.conversations).toEqual([])
})

test('a token that is renewed for somebody who has left meanwhile is neither kept nor used', async () => {
  let renewal: ServerResponse | undefined
  await chat.ask(QUESTION)
  chat.gateway.refusals.push(({ path, response }) => {
    if (path.endsWith('/token')) renewal = response
    return renewal !== undefined
  })
  chat.conversation.token = 'another'
  chat.conversation.hangUp()
  await until(() => renewal)
  chat.page.leave()
  json(renewal!, 200, { token: 'another', expires_at: '2099-01-01T00:00:00Z' })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(new Memory(chat.storage).recall().credentials?.token).not.toBe('another')
  expect(chat.conversation.openStreams).toBe(0)
})
