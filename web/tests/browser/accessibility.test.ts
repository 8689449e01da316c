import { describe, expect, test } from 'vitest'
import { expectAccessible } from './support/axe.ts'
import { openPage, withBrowser } from './support/browser.ts'
import { Chat } from './support/chat.ts'
import { Desk } from './support/desk.ts'

withBrowser()

describe.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
] as const)('%s', (_, options) => {
  test('the demo page and the chat are accessible', async () => {
    const page = await openPage('/', options)
    await expectAccessible(page)
    const chat = new Chat(page)
    await chat.open()
    const frame = page.frames().find((one) => one.url().endsWith('/widget/'))
    if (!frame) throw new Error('The chat has no frame.')
    await expectAccessible(frame)
    await chat.say('How do payments work?')
    await chat.answer()
    await expectAccessible(frame)
  })

  test('the sign-in is accessible', async () => {
    const page = await openPage('/admin/', options)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await expectAccessible(page)
  })

  test('the dashboard is accessible', async () => {
    const { page } = await Desk.open(options)
    await expectAccessible(page)
    await page.goto(new URL('/admin/overview', page.url()).href)
    await page.getByRole('heading', { name: 'Conversations by day' }).waitFor()
    await expectAccessible(page)
    await page.goto(new URL('/admin/conversations', page.url()).href)
    await page.getByRole('list', { name: 'Conversations' }).getByRole('link').first().click()
    await page.getByRole('list', { name: 'Messages' }).waitFor()
    await expectAccessible(page)
    const close = page.getByRole('button', { name: 'Close with a note' })
    expect(await close.count()).toBeLessThanOrEqual(1)
    if ((await close.count()) === 0) return
    await close.click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
  })

  test('the pages for admins are accessible', async () => {
    const { page } = await Desk.open(options)
    await page.goto(new URL('/admin/accounts', page.url()).href)
    await page.getByRole('list', { name: 'Accounts' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Add a person' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
    await page.goto(new URL('/admin/audit', page.url()).href)
    await page.getByRole('heading', { name: 'Audit trail' }).waitFor()
    await expectAccessible(page)
    await page.goto(new URL('/admin/password', page.url()).href)
    await page.getByLabel('Present password').waitFor()
    await expectAccessible(page)
  })
})
