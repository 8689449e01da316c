import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markdown } from '../../../src/shared/markdown/Markdown.tsx'
import { hostileTexts } from '../../hostile.ts'

const html = (text: string): string =>
  renderToStaticMarkup(<Markdown text={text} />).replace(/^<div class="markdown">|<\/div>$/g, '')

const ALLOWED = new Set([
  'div',
  'p',
  'strong',
  'em',
  'ul',
  'ol',
  'li',
  'a',
  'code',
  'pre',
  'blockquote',
  'br',
  'hr',
])

test('what people write in answers is shown as meant', () => {
  expect(html('**By card**, or *cash*')).toBe('<p><strong>By card</strong>, or <em>cash</em></p>')
  expect(html('1. one\n2. two')).toBe('<ol start="1"><li>one</li><li>two</li></ol>')
  expect(html('- a\n- b')).toBe('<ul><li>a</li><li>b</li></ul>')
  expect(html('use `code`')).toBe('<p>use <code>code</code></p>')
})

test('headings do not disturb the outline of the page', () => {
  expect(html('# Payments')).toBe('<p><strong>Payments</strong></p>')
})

test('links lead to http(s) only, into a new window, and say nothing of where one comes from', () => {
  const link = '<a href="https://rezvo.app/help" target="_blank" rel="noopener noreferrer nofollow">'
  expect(html('[help](https://rezvo.app/help)')).toBe(`<p>${link}help</a></p>`)
  expect(html('see https://rezvo.app/help.')).toBe(`<p>see ${link}https://rezvo.app/help</a>.</p>`)
})

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'mailto:a@b.c',
  '/admin/',
  '//evil.test',
  'vbscript:x',
  '',
])('a link to %j is its words alone', (url) => {
  expect(html(`[words](<${url}>)`)).toBe('<p>words</p>')
})

test('an image is its description, and nothing is fetched for it', () => {
  expect(html('![a cat](https://evil.test/?q=secret)')).toBe('<p>a cat</p>')
})

test('HTML is shown as it was written', () => {
  expect(html('<b onclick="x()">hi</b>')).toBe('<p>&lt;b onclick=&quot;x()&quot;&gt;hi&lt;/b&gt;</p>')
})

test.each(hostileTexts)('%j becomes no element and no attribute outside the allow-list', (text) => {
  const markup = renderToStaticMarkup(<Markdown text={text} />)
  for (const [, tag, attributes] of markup.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)) {
    expect(ALLOWED).toContain(tag)
    expect(attributes).not.toMatch(/\son|style|src|javascript:/i)
  }
})

test('text nested beyond sense is shown as it was written', () => {
  const text = '>'.repeat(100_000) + ' deep'
  expect(html(text)).toBe(`<p>${'&gt;'.repeat(100_000)} deep</p>`)
})
