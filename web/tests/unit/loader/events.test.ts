import { expect, test, vi } from 'vitest'
import { Events } from '../../../src/loader/events.ts'

test('listeners hear what they asked for until they leave', () => {
  const events = new Events()
  const listener = vi.fn()
  events.on('opened', listener)
  events.emit('opened', {})
  events.emit('closed', {})
  events.off('opened', listener)
  events.emit('opened', {})
  expect(listener).toHaveBeenCalledOnce()
})

test('whoever asks for ready late is told at once', () => {
  const events = new Events()
  const [early, late] = [vi.fn(), vi.fn()]
  events.on('ready', early)
  events.emit('ready', {})
  events.on('ready', late)
  expect(early).toHaveBeenCalledOnce()
  expect(late).toHaveBeenCalledOnce()
})

test('a listener that throws is reported and hurts no other', () => {
  const report = vi.fn()
  vi.stubGlobal('reportError', report)
  const events = new Events()
  const other = vi.fn()
  events.on('opened', () => {
    throw new Error('of the site')
  })
  events.on('opened', other)
  events.emit('opened', {})
  expect(other).toHaveBeenCalledOnce()
  expect(report).toHaveBeenCalledOnce()
})
