import { expect, test } from 'vitest'
import { sourceUrl } from '../../../src/shared/source-url.ts'
import { safeUrl } from '../../../src/shared/markdown/parse.ts'

const SITE = 'https://rezvo.app'

test.each([
  ['https://help.rezvo.app/refunds', 'https://help.rezvo.app/refunds'],
  ['/help/refunds?plan=1#fees', 'https://rezvo.app/help/refunds?plan=1#fees'],
  ['/', 'https://rezvo.app/'],
])('the article at %j is linked to %j', (url, href) => {
  expect(safeUrl(sourceUrl(url, SITE))).toBe(href)
})

test.each([
  '//evil.test/x',
  '/\\evil.test',
  '/\t/evil.test',
  'javascript:alert(1)',
  'data:text/html,x',
  'help/refunds',
  '#fees',
  '',
])('an article at %j is no link', (url) => {
  expect(safeUrl(sourceUrl(url, SITE))).toBeNull()
})

test('where the site is not known a path is no link', () => {
  expect(safeUrl(sourceUrl('/help', ''))).toBeNull()
  expect(safeUrl(sourceUrl('/help', 'null'))).toBeNull()
})
