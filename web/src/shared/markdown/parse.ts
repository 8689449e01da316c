import type { Nodes, Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'

/** Deeper than any answer that means something: such text is shown as it was written. */
const MAX_DEPTH = 16
/** A line that opens more quotes and lists than that: parsing it takes time by the square of their number. */
const TOO_DEEP = /^[ \t]*(?:(?:[>*+-]|\d{1,9}[.)])[ \t]*){17}/m

/** The tree of a Markdown text, with bare addresses as links; null where it is nested beyond sense. */
export function parseMarkdown(text: string): Root | null {
  if (TOO_DEEP.test(text)) return null
  const tree = fromMarkdown(text, {
    extensions: [gfmAutolinkLiteral()],
    mdastExtensions: [gfmAutolinkLiteralFromMarkdown()],
  })
  return isDeeperThan(tree, MAX_DEPTH) ? null : tree
}

function isDeeperThan(node: Nodes, levels: number): boolean {
  if (levels === 0) return true
  return 'children' in node && node.children.some((child) => isDeeperThan(child, levels - 1))
}

/** The address where it is an absolute http(s) one; null for everything else, relative links included. */
export function safeUrl(url: string): string | null {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.href : null
}
