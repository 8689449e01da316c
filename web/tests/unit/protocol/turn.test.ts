import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addDelta,
  addSnapshot,
  beginTurn,
  codePoints,
  type Delta,
} from '../../../src/widget/protocol/turn.ts'

const begun = beginTurn('turn', 1)

test('pieces that follow each other are joined', () => {
  const turn = addDelta(addDelta(begun, { offset: 0, text: 'Good ' }), { offset: 5, text: 'morning' })
  expect(turn).toMatchObject({ text: 'Good morning', ahead: [] })
})

test('a piece that came before is dropped, and of an overlapping one only what is new is taken', () => {
  const turn = addDelta(begun, { offset: 0, text: 'Good morning' })
  expect(addDelta(turn, { offset: 5, text: 'morn' }).text).toBe('Good morning')
  expect(addDelta(turn, { offset: 5, text: 'morning, Ada' }).text).toBe('Good morning, Ada')
})

test('offsets count code points, so an emoji is one', () => {
  const turn = addDelta(begun, { offset: 0, text: '👋🏽 hi' })
  expect(codePoints(turn.text)).toBe(5)
  expect(addDelta(turn, { offset: 2, text: ' hi there' }).text).toBe('👋🏽 hi there')
})

test('a piece beyond a gap waits until the gap is filled', () => {
  const gapped = addDelta(addDelta(begun, { offset: 0, text: 'Good' }), { offset: 5, text: 'morning' })
  expect(gapped).toMatchObject({ text: 'Good', ahead: [{ offset: 5, text: 'morning' }] })
  expect(addSnapshot(gapped, 'Good ')).toMatchObject({ text: 'Good morning', ahead: [] })
})

test('a stored text that is behind what is shown takes nothing back', () => {
  const turn = addDelta(begun, { offset: 0, text: 'Good morning' })
  expect(addSnapshot(turn, 'Good').text).toBe('Good morning')
})

test('whatever is lost, repeated or out of order, the text is right wherever it is shown and whole after a snapshot', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(text, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }), (whole, cuts) => {
      const turn = cuts.map(([from, length]) => piece(whole, from, length)).reduce(addDelta, begun)
      expect(whole.startsWith(turn.text)).toBe(true)
      expect(addSnapshot(turn, whole)).toMatchObject({ text: whole, ahead: [] })
    }),
  )
})

function piece(whole: string, from: number, length: number): Delta {
  const points = Array.from(whole)
  const offset = from % points.length
  return { offset, text: points.slice(offset, offset + 1 + (length % points.length)).join('') }
}
