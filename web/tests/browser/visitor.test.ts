import { expect, test } from 'vitest'
import { expectFault, openPage, withBrowser } from './support/browser.ts'
import { Chat } from './support/chat.ts'

withBrowser()

const QUESTION = 'How do I cancel a booking?'

test('before the chat is opened it asks for nothing and keeps nothing', async () => {
  const page = await openPage('/')
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.reload({ waitUntil: 'networkidle' })
  expect(asked.filter((path) => path.startsWith('/widget/'))).toEqual([])
  expect(asked.filter((path) => path.startsWith('/api/')).every((path) => path === '/api/chat/config')).toBe(
    true,
  )
  expect(await page.context().cookies()).toEqual([])
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
})

test('a visitor asks and sees the answer being written', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  const streamed = page.waitForResponse((response) => response.url().endsWith('/events'))
  await chat.open()
  const written = chat.writing.waitFor()
  await chat.say(QUESTION)
  expect((await streamed).headers()['content-type']).toContain('text/event-stream')
  await written
  expect(await chat.answer()).toMatch(/\w+/)
  expect(await chat.writing.count()).toBe(0)
})

test('a visitor who reloads in mid-answer ends with the same text', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  await chat.open()
  await chat.say(QUESTION)
  const beginning = await chat.writing.locator('.markdown').innerText()
  await page.reload()
  await chat.open()
  const answer = await chat.answer()
  expect(answer.startsWith(beginning)).toBe(true)
  await page.reload()
  await chat.open()
  expect(await chat.answer()).toBe(answer)
  expect(await chat.answers.count()).toBe(1)
})

test('a suggested question can be asked with one click', async () => {
  const chat = new Chat(await openPage('/'))
  await chat.open()
  const suggestion = chat.frame.getByRole('list', { name: 'Suggested questions' }).getByRole('button').first()
  const question = await suggestion.innerText()
  await suggestion.click()
  await chat.frame.getByRole('log').getByText(question).waitFor()
  await chat.answer()
})

test('a message that is too long is refused kindly before it is sent', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  await chat.open()
  await chat.field.fill('x'.repeat(3_999))
  await chat.frame.getByText('1 character left').waitFor()
  await chat.field.fill('x'.repeat(4_002))
  await chat.frame.getByText('That is 2 characters too many').waitFor()
  await chat.field.press('Enter')
  expect(await chat.frame.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
  expect(await chat.field.inputValue()).toHaveLength(4_002)
})

test('a message that was refused stays, says why, and can be sent again', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  const posts = '**/api/chat/conversations/*/messages'
  expectFault(/status of 422/)
  await chat.open()
  await page.route(posts, (route) =>
    route.fulfill({ status: 422, json: { title: 'No', detail: 'Not like this.' } }),
  )
  await chat.field.fill(QUESTION)
  await chat.field.press('Enter')
  await chat.frame.getByText('Not sent. Not like this.').waitFor()
  await page.unroute(posts)
  await chat.frame.getByRole('button', { name: 'Try again' }).click()
  await chat.answer()
})

test('a visitor who was offline for a moment gets the answer all the same', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  expectFault(/ERR_INTERNET_DISCONNECTED/)
  await chat.open()
  await page.context().setOffline(true)
  await chat.field.fill(QUESTION)
  await chat.field.press('Enter')
  await chat.frame.getByText('Sending…').waitFor()
  await page.context().setOffline(false)
  await chat.answer()
})

test('what other windows say does not move the chat', async () => {
  const page = await openPage('/')
  const chat = new Chat(page)
  await chat.open()
  await page.evaluate(() => window.postMessage({ type: 'support-desk:close' }, '*'))
  await chat.say(QUESTION)
  expect(await chat.field.isVisible()).toBe(true)
})
