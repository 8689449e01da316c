import type { Frame, Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openPage, withBrowser } from '../browser/support/browser.ts'
import { Chat } from '../browser/support/chat.ts'
import { Desk } from '../browser/support/desk.ts'
import { urlOf } from '../browser/support/system.ts'
import { readPlan } from './plan.ts'

withBrowser()

const plan = readPlan()

/** What a text that ran would have made; whatever its own elements are, these are none of the pages'. */
const FOREIGN =
  ':is(script, iframe, img, object, embed, video, audio, style, link, meta, base, form[action], math, template, dialog, [onerror], [onload], [onfocus], [srcdoc])'

async function expectUnharmed(place: Page | Frame, within: string): Promise<void> {
  expect(await place.evaluate(() => 'hacked' in window || 'hacked' in {})).toBe(false)
  expect(await place.locator(`${within} ${FOREIGN}`).count()).toBe(0)
  const targets = await place
    .locator(`${within} a`)
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol))
  expect(targets.filter((protocol) => !protocol.startsWith('http'))).toEqual([])
}

const words = (bubbles: Locator) => bubbles.evaluateAll((all) => all.map(({ textContent }) => textContent))

/** The bodies of a thread's messages on the dashboard, by who wrote them. */
const bodies = (page: Page, author: string) =>
  page
    .getByRole('list', { name: 'Messages' })
    .locator('> li', { has: page.locator('header strong', { hasText: author }) })
    .locator('> div:first-of-type')

async function openConversation(page: Page, id: string): Promise<void> {
  await page.goto(urlOf(`/admin/conversations/${id}`))
  await page.getByRole('list', { name: 'Messages' }).locator('> li').first().waitFor()
}

test('what visitors wrote stands on the dashboard as it was', async () => {
  const { page } = await Desk.open()
  for (const { conversation_id, texts } of plan.written) {
    await openConversation(page, conversation_id)
    expect((await words(bodies(page, 'Visitor'))).sort()).toEqual([...texts].sort())
    await expectUnharmed(page, 'main')
  }
})

test('what Claude answered is Markdown on the dashboard, and nothing else', async () => {
  const { page } = await Desk.open()
  for (const { conversation_id, texts } of plan.answered) {
    await openConversation(page, conversation_id)
    expect(await bodies(page, 'Assistant').count()).toBe(texts.length)
    await expectUnharmed(page, 'main')
  }
})

test('what was left around a conversation is text, too', async () => {
  const { page } = await Desk.open()
  const { conversation_id, texts } = plan.around
  await page.goto(urlOf(`/admin/conversations/${conversation_id}`))
  await page
    .getByRole('list', { name: 'Internal notes' })
    .locator('> li')
    .nth(texts.length - 1)
    .waitFor()
  const notes = await words(page.getByRole('list', { name: 'Internal notes' }).locator('> li > p'))
  expect(notes.sort()).toEqual([...texts].sort())
  await expectUnharmed(page, 'main')
})

test('what a visitor types is sent and shown as it was typed', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  await chat.open()
  const bubbles = chat.frame
    .getByRole('log')
    .locator('article', { has: chat.frame.getByText('You', { exact: true }) })
    .locator('> div')
  for (const [nth, text] of plan.typed.entries()) {
    await chat.field.fill(text)
    await chat.field.press('Enter')
    await bubbles.nth(nth).waitFor()
  }
  await expect.poll(async () => (await words(bubbles)).sort()).toEqual([...plan.typed].sort())
  await page.reload()
  await chat.open()
  await expect.poll(async () => (await words(bubbles)).sort()).toEqual([...plan.typed].sort())
  for (const frame of page.frames()) await expectUnharmed(frame, '[role=log]')
})

test('what Claude answers is Markdown in the chat, and nothing else', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  await chat.open()
  for (const [nth, question] of plan.asked.entries()) {
    await chat.say(question)
    await chat.answers.nth(nth).waitFor()
  }
  expect(await chat.answers.count()).toBe(plan.asked.length)
  for (const frame of page.frames()) await expectUnharmed(frame, '[role=log]')
})
