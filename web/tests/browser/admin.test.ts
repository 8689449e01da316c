import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { expectFault, openPage, withBrowser } from './support/browser.ts'
import { Chat } from './support/chat.ts'
import { Desk } from './support/desk.ts'

withBrowser()

/** A conversation of its own for each test: the question that it began with. */
async function ask(): Promise<string> {
  const question = `How do payments work? ${randomUUID().slice(0, 8)}`
  const chat = new Chat(await openPage('/'))
  await chat.open()
  await chat.say(question)
  await chat.answer()
  return question
}

test('a wrong password is refused in plain words', async () => {
  expectFault(/status of 401/)
  const desk = new Desk(await openPage('/admin/'))
  await desk.signIn('not the password')
  await desk.page.getByRole('alert').waitFor()
  expect(await desk.page.getByRole('alert').innerText()).toMatch(/\w+/)
  expect(await desk.page.getByRole('button', { name: 'Sign in' }).isVisible()).toBe(true)
})

test('an admin finds a conversation, reads it and closes it with a note', async () => {
  const question = await ask()
  const desk = await Desk.open()
  const { page } = desk
  await desk.openConversation(question)
  const messages = page.getByRole('list', { name: 'Messages' })
  await messages.getByText(question).waitFor()
  await messages.getByText('Assistant').waitFor()

  await page.getByRole('button', { name: 'Close with a note' }).click()
  await page.getByLabel('Note', { exact: true }).fill('Told them how it works.')
  await page.getByRole('button', { name: 'Close conversation' }).click()
  const facts = page.getByRole('complementary', { name: 'About this conversation' })
  await facts.getByText('Told them how it works.').waitFor()
  await page.reload()
  await facts.getByText('Told them how it works.').waitFor()
  expect(await page.getByRole('button', { name: 'Close with a note' }).count()).toBe(0)
  expect(await facts.innerText()).toMatch(/Cost\s+\$0\.0\d+/)
})

test('an admin takes a conversation, which then waits in the queue under that name', async () => {
  const question = await ask()
  const desk = await Desk.open()
  await desk.openConversation(question)
  await desk.page.getByRole('button', { name: 'Take it' }).click()
  await desk.page.getByRole('complementary').getByText('Assigned to').waitFor()
  await desk.page.getByRole('link', { name: 'Queue' }).click()
  const row = desk.page.getByRole('list', { name: 'Queue' }).getByRole('link', { name: question })
  await row.waitFor()
  expect(await row.innerText()).toContain('In progress')
})

test('conversations can be narrowed down, and the address says how', async () => {
  const question = await ask()
  const desk = await Desk.open()
  await desk.openConversation(question)
  await desk.page.goBack()
  await desk.page.getByRole('combobox', { name: 'Status' }).click()
  await desk.page.getByRole('option', { name: 'Closed' }).click()
  await desk.page.getByText('No conversation matches these filters.').waitFor()
  expect(new URL(desk.page.url()).searchParams.get('status')).toBe('closed')
})

test('the overview counts', async () => {
  await ask()
  const desk = await Desk.open()
  await desk.page.getByRole('link', { name: 'Overview' }).click()
  const conversations = desk.page.locator('dl > div', { hasText: /^Conversations/ }).locator('dd')
  await conversations.waitFor()
  await expect
    .poll(async () => Number((await conversations.innerText()).replace(/\D/g, '')))
    .toBeGreaterThan(0)
})

test('a session lasts over a reload and ends with signing out', async () => {
  const { page } = await Desk.open()
  await page.reload()
  await page.getByRole('heading', { name: 'Queue' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
})

test('a session whose access token is over is refreshed without a word', async () => {
  expectFault(/status of 401/)
  const { page } = await Desk.open()
  const cookies = await page.context().cookies(page.url().replace('/admin/', '/api/support/'))
  const access = cookies.find(({ path }) => path === '/api/support')
  await page.context().clearCookies({ name: access?.name ?? '' })
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('heading', { name: 'Conversations by day' }).waitFor()
})
