// @vitest-environment jsdom
import { act, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ProblemError } from '../../../src/shared/api/problem.ts'
import { LeaveAddress } from '../../../src/widget/ui/LeaveAddress.tsx'
import { RateAnswer } from '../../../src/widget/ui/RateAnswer.tsx'

let root: Root

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  document.body.innerHTML = '<div id="chat"></div>'
  root = createRoot(document.getElementById('chat')!)
})

afterEach(() => act(() => root.unmount()))

const show = (node: ReactNode) => act(() => root.render(node))
const text = () => document.body.textContent
const press = (label: string) =>
  act(() => [...document.querySelectorAll('button')].find((one) => one.textContent === label)!.click())

function write(email: string): void {
  const field = document.querySelector('input')!
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, email)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

test('an address that is left is confirmed, also when the server tells that it is known', async () => {
  const leave = vi.fn(() => Promise.resolve())
  show(<LeaveAddress isKnown={false} onLeave={leave} />)
  write(' jo@example.org ')
  press('Save')
  await act(() => Promise.resolve())
  show(<LeaveAddress isKnown onLeave={leave} />)

  expect(leave).toHaveBeenCalledWith('jo@example.org')
  expect(text()).toBe('Thank you. If you are gone, we write to jo@example.org.')
})

const refused = new ProblemError({ title: 'Invalid', status: 422, detail: 'Not an address.' }, null)

test('an address that is refused can be mended, and it is said why', async () => {
  show(<LeaveAddress isKnown={false} onLeave={() => Promise.reject(refused)} />)
  write('jo@example')
  press('Save')
  await act(() => Promise.resolve())

  expect(document.querySelector('[role=alert]')?.textContent).toBe('Not an address.')
  expect(document.querySelector('input')?.value).toBe('jo@example')
})

test('who is known is not asked', () => {
  show(<LeaveAddress isKnown onLeave={() => Promise.resolve()} />)
  expect(text()).toBe('')
})

test('a visitor says whether it was solved, and then how good it was', () => {
  const rate = vi.fn()
  show(<RateAnswer onRate={rate} />)
  press('No')
  press('2')

  expect(rate.mock.calls).toEqual([[{ solved: false, score: null }], [{ solved: false, score: 2 }]])
  expect(text()).toBe('Thank you.')
})
