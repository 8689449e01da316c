import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { openPage, withBrowser } from './support/browser.ts'
import { Chat } from './support/chat.ts'

withBrowser()

const MANY = 40

/** Presses Tab until what is looked for has the focus. */
async function tabTo(page: Page, hasFocus: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < MANY; presses++) {
    await page.keyboard.press('Tab')
    if (await hasFocus()) return
  }
  throw new Error(`Not reached with ${MANY} presses of Tab.`)
}

const onLauncher = (page: Page) => page.evaluate(() => document.activeElement?.tagName === 'SUPPORT-DESK')

test('the whole way can be gone with the keyboard alone', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  await tabTo(page, () => onLauncher(page))
  await page.keyboard.press('Enter')
  await chat.field.waitFor()
  await expect.poll(() => chat.field.evaluate((field) => field === document.activeElement)).toBe(true)
  await page.keyboard.type('How do payments work?')
  await page.keyboard.press('Enter')
  await chat.answer()
  await page.keyboard.press('Escape')
  expect(await chat.field.isVisible()).toBe(false)
  expect(await onLauncher(page)).toBe(true)
})

test('a suggested question asked with the keyboard leaves the focus in the message field', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  await chat.open()
  const suggestion = chat.frame.getByRole('list', { name: 'Suggested questions' }).getByRole('button').first()
  await suggestion.focus()
  await page.keyboard.press('Enter')
  await chat.answer()
  expect(await chat.field.evaluate((field) => field === document.activeElement)).toBe(true)
})

test('Shift and Enter begin a new line', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  await chat.open()
  await chat.field.fill('one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two')
  expect(await chat.field.inputValue()).toBe('one\ntwo')
})

test('consent is asked for accessibly and given with the keyboard, and only once', async () => {
  const consent = { version: '1', text: 'I agree to the [privacy policy](https://rezvo.app/privacy).' }
  const page = await openPage('/')
  await page.route('**/api/chat/config', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...((await response.json()) as object), consent } })
  })
  const chat = new Chat(page)
  await chat.launcher.focus()
  await page.keyboard.press('Enter')
  const agree = chat.frame.getByRole('button', { name: 'I agree' })
  await agree.waitFor()
  expect(await chat.field.count()).toBe(0)
  await expectAccessible(page.frames().find((one) => one.url().endsWith('/widget/'))!)
  await tabTo(page, () => agree.evaluate((button) => button === document.activeElement))
  await page.keyboard.press('Enter')
  await expect.poll(() => chat.field.evaluate((field) => field === document.activeElement)).toBe(true)
  await page.keyboard.type('How do payments work?')
  await page.keyboard.press('Enter')
  await chat.answer()
  await page.reload()
  await chat.open()
  expect(await agree.count()).toBe(0)
})
