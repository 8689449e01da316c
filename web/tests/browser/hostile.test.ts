import { randomUUID } from 'node:crypto'
import type { Frame, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { hostileTexts } from '../hostile.ts'
import { openPage, withBrowser } from './support/browser.ts'
import { Chat } from './support/chat.ts'
import { Desk } from './support/desk.ts'

withBrowser()

const isHacked = (place: Page | Frame) => place.evaluate(() => 'hacked' in window)

test('what a visitor types is never run, neither in the chat nor on the dashboard', async () => {
  const name = `Hostile ${randomUUID().slice(0, 8)}`
  const page = await openPage('/')
  const chat = new Chat(page)
  await chat.open()
  await chat.field.fill([name, ...hostileTexts].join('\n'))
  await chat.field.press('Enter')
  await chat.answer()
  await page.reload()
  await chat.open()
  await chat.answer()
  for (const frame of page.frames()) expect(await isHacked(frame)).toBe(false)

  const desk = await Desk.open()
  await desk.openConversation(name)
  await desk.page.getByRole('list', { name: 'Messages' }).getByText(name).first().waitFor()
  expect(await isHacked(desk.page)).toBe(false)
  expect(await desk.page.locator('main :is(script, iframe, img, object, style)').count()).toBe(0)
})
