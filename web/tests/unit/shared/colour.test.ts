import { expect, test } from 'vitest'
import { hexColour, readableOn } from '../../../src/shared/colour.ts'

test('hex colours are taken in both lengths, and nothing else is', () => {
  expect(hexColour('#0B6B50')).toBe('#0b6b50')
  expect(hexColour('#0bf')).toBe('#00bbff')
  for (const other of ['red', '#12345', 'url(x)', '', null, undefined]) expect(hexColour(other)).toBeNull()
})

test('words on a colour are black or white, whichever reads better', () => {
  expect(readableOn('#0b6b50')).toBe('#ffffff')
  expect(readableOn('#ffd500')).toBe('#000000')
})
