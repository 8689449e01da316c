import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { expectFault, openPage, PHONE, withBrowser } from './support/browser.ts'
import { Chat } from './support/chat.ts'
import { Desk } from './support/desk.ts'

withBrowser()

const WIDTH = () => document.documentElement.scrollWidth - document.documentElement.clientWidth

async function visitorAsks(): Promise<{ chat: Chat; question: string }> {
  const question = `How do payments work? ${randomUUID().slice(0, 8)}`
  const chat = new Chat(await openPage('/'))
  await chat.open()
  await chat.say(question)
  await chat.answer()
  return { chat, question }
}

test('a person answers, the visitor sees it under their name, and the bot is silent until the hand-back', async () => {
  const { chat, question } = await visitorAsks()
  const desk = await Desk.open()
  const { page } = desk
  await desk.openConversation(question)
  const words = `I have looked into it. ${randomUUID().slice(0, 8)}`

  await page.getByLabel('Reply', { exact: true }).fill(words)
  await page.getByRole('button', { name: 'Send reply' }).click()
  await chat.frame.getByRole('log').getByText(words).waitFor()
  await page.getByRole('list', { name: 'Messages' }).getByText(words).waitFor()
  expect(await page.getByLabel('Reply', { exact: true }).inputValue()).toBe('')
  await page.getByRole('complementary').getByText('Assigned to').waitFor()

  const withPerson = chat.frame.getByText('A person from our team has this conversation now.')
  await withPerson.waitFor()
  await chat.say('Thank you very much!')
  await page.getByRole('list', { name: 'Messages' }).getByText('Thank you very much!').waitFor()
  await page.getByRole('button', { name: 'Give back to the bot' }).click()
  await page.getByRole('button', { name: 'Give back to the bot' }).waitFor({ state: 'detached' })
  await withPerson.waitFor({ state: 'detached' })
  await chat.say('And how do refunds work?')
  await chat.answer(2)
  expect(await chat.answers.count()).toBe(2)
})

test('on a phone a person answers and notes something for the others', async () => {
  const { question } = await visitorAsks()
  const desk = await Desk.open(PHONE)
  await desk.openConversation(question)
  const { page } = desk
  expect(await page.evaluate(WIDTH)).toBe(0)

  await page.getByLabel('New note').fill('Asked twice already.')
  await page.getByRole('button', { name: 'Add note' }).click()
  await page.getByRole('list', { name: 'Internal notes' }).getByText('Asked twice already.').waitFor()
  await page.getByLabel('Reply', { exact: true }).fill('One moment.')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('list', { name: 'Messages' }).getByText('One moment.').waitFor()
  await expectAccessible(page)
  expect(await page.evaluate(WIDTH)).toBe(0)
})

test('the queue shows mine and what nobody has', async () => {
  const { question } = await visitorAsks()
  const desk = await Desk.open()
  await desk.openConversation(question)
  const { page } = desk
  await page.getByRole('button', { name: 'Take it' }).click()
  await page.getByRole('complementary').getByText('Assigned to').waitFor()
  await page.getByRole('link', { name: 'Queue' }).click()
  const row = page.getByRole('list', { name: 'Queue' }).getByRole('link', { name: question })
  await page.getByText('Mine', { exact: true }).click()
  await row.waitFor()
  await page.getByText('Unassigned', { exact: true }).click()
  await row.waitFor({ state: 'detached' })
})

test('an admin exports a conversation and erases it, and the visitor begins another', async () => {
  expectFault(/410/)
  const { chat, question } = await visitorAsks()
  const desk = await Desk.open()
  await desk.openConversation(question)
  const { page } = desk
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export' }).click()
  const words = await text(await (await downloading).createReadStream())
  expect(words).toContain(question)

  await page.getByRole('button', { name: 'Erase' }).click()
  await page.getByRole('dialog').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Erase for good' }).click()
  await desk.heading('Conversations').waitFor()
  await chat.frame.getByText('Your earlier chat has ended, so this is a new one.').waitFor()
  expect(await chat.frame.getByText(question).count()).toBe(0)
  await chat.say('How do refunds work?')
  await chat.answer()
})
