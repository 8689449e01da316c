import { expect, test } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { openPage, PHONE, withBrowser } from './support/browser.ts'
import { Chat } from './support/chat.ts'
import { Desk } from './support/desk.ts'

withBrowser()

test('on a phone the chat fills the screen, answers, and gives the page back', async () => {
  const page = await openPage('/', PHONE)
  const chat = new Chat(page)
  await chat.open()
  expect(await page.locator('support-desk iframe').boundingBox()).toEqual({ x: 0, y: 0, ...PHONE.viewport })
  await chat.say('How do payments work?')
  await chat.answer()
  await chat.frame.getByRole('button', { name: 'Close chat' }).click()
  await chat.field.waitFor({ state: 'hidden' })
  expect(await chat.launcher.isVisible()).toBe(true)
})

test('no page is wider than a phone', async () => {
  const wide = (page: Awaited<ReturnType<typeof openPage>>) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await wide(await openPage('/', PHONE))).toBe(0)
  const desk = await Desk.open(PHONE)
  for (const [link, heading] of [
    ['Conversations', 'Conversations'],
    ['Overview', 'Overview'],
    ['Queue', 'Queue'],
  ] as const) {
    await desk.page.getByRole('button', { name: 'Open menu' }).click()
    await expectAccessible(desk.page)
    await desk.page.getByRole('link', { name: link }).click()
    await desk.heading(heading).waitFor()
    expect(await wide(desk.page)).toBe(0)
  }
})
