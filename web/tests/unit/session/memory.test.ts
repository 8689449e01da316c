// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { forgetAll, Memory } from '../../../src/widget/session/memory.ts'

const credentials = { conversationId: 'c', token: 't' }

const storage = (text: string | null, setItem = () => {}) =>
  ({ getItem: () => text, setItem }) as unknown as Storage

test('nothing is remembered at first, nor from what is no memory of ours', () => {
  const nothing = { credentials: null, outbox: [], consent: null }
  expect(new Memory(storage(null)).recall()).toEqual(nothing)
  expect(new Memory(storage('{"credentials"')).recall()).toEqual(nothing)
})

test('without a storage the conversation lasts as long as the page', () => {
  const memory = new Memory(null)
  memory.keep({ credentials })
  expect(memory.recall()).toEqual({ credentials, outbox: [], consent: null })
})

test('a full storage does not stop the chat', () => {
  const memory = new Memory(
    storage(null, () => {
      throw new DOMException('full', 'QuotaExceededError')
    }),
  )
  memory.keep({ credentials })
  expect(memory.recall().credentials).toEqual(credentials)
})

test('users of one device are kept apart, and forgotten together with nothing else', () => {
  const known = (userId?: string) => new Memory(localStorage, userId).recall().credentials
  localStorage.setItem('the desk', 'its own')
  new Memory(localStorage, 'ada').keep({ credentials })
  expect(known()).toBeNull()
  expect(known('ada')).toEqual(credentials)
  new Memory(localStorage).keep({ credentials })
  forgetAll(localStorage)
  expect(known()).toBeNull()
  expect(known('ada')).toBeNull()
  expect(localStorage.getItem('the desk')).toBe('its own')
})

test('what was forgotten, in another tab perhaps, does not come back with what is kept next', () => {
  const memory = new Memory(localStorage)
  memory.keep({ credentials, consent: '2026-11' })
  forgetAll(localStorage)
  memory.keep({ outbox: [] })
  expect(new Memory(localStorage).recall()).toEqual({ credentials: null, outbox: [], consent: null })
})

test('once closed it keeps nothing', () => {
  const memory = new Memory(localStorage, 'ben')
  memory.close()
  memory.keep({ credentials })
  expect(memory.recall().credentials).toBeNull()
})
