import { expect, test } from 'vitest'
import { problemFrom, retryAfter, unwrap } from '../../../src/shared/api/problem.ts'

test('a problem speaks with its detail, or its title', () => {
  const response = new Response(null, { status: 422 })
  expect(problemFrom(response, { title: 'Too long', detail: 'Shorten it.' }).message).toBe('Shorten it.')
  expect(problemFrom(response, { title: 'Too long' }).message).toBe('Too long')
})

test('an answer of a proxy becomes a problem of its status', () => {
  const error = problemFrom(new Response(null, { status: 502 }), '<html>Bad gateway</html>')
  expect(error).toMatchObject({ status: 502, message: 'The server answered 502' })
})

test.each([
  ['seconds', '7', 7],
  ['a date', 'Sun, 22 Nov 2026 10:00:30 GMT', 30],
  ['a date that is over', 'Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ['nothing', null, null],
  ['nonsense', 'soon', null],
])('a server may ask for patience by %s', (_, header, seconds) => {
  expect(retryAfter(header, Date.parse('2026-11-22T10:00:00Z'))).toBe(seconds)
})

test('the data of an accepted request is given, a refused one thrown', () => {
  expect(unwrap({ data: { id: 1 }, response: new Response() })).toEqual({ id: 1 })
  const refused = { error: { title: 'Not yours' }, response: new Response(null, { status: 404 }) }
  expect(() => unwrap(refused)).toThrow('Not yours')
})
