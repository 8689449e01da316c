import type { List, ListItem, Nodes } from 'mdast'
import { Fragment, useMemo, type ReactNode } from 'react'
import { parseMarkdown } from './parse.ts'
import { SafeLink } from './SafeLink.tsx'

/**
 * Text of a language model as elements, by an allow-list: what is not named here is shown as the text it was
 * written as. No HTML, no images, links to http(s) only; nothing ever goes through innerHTML.
 */
export function Markdown({ text }: { text: string }) {
  const tree = useMemo(() => parseMarkdown(text), [text])
  return <div className="markdown">{tree === null ? <p>{text}</p> : children(tree)}</div>
}

function children(node: Nodes): ReactNode {
  if (!('children' in node)) return null
  return node.children.map((child, index) => <Fragment key={index}>{element(child)}</Fragment>)
}

function element(node: Nodes): ReactNode {
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value
    case 'paragraph':
      return <p>{children(node)}</p>
    case 'heading':
      return (
        <p>
          <strong>{children(node)}</strong>
        </p>
      )
    case 'strong':
      return <strong>{children(node)}</strong>
    case 'emphasis':
      return <em>{children(node)}</em>
    case 'blockquote':
      return <blockquote>{children(node)}</blockquote>
    case 'list':
      return list(node)
    case 'inlineCode':
      return <code>{node.value}</code>
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{node.value}</code>
        </pre>
      )
    case 'break':
      return <br />
    case 'thematicBreak':
      return <hr />
    case 'link':
      return <SafeLink url={node.url}>{children(node)}</SafeLink>
    case 'image':
    case 'imageReference':
      return node.alt
    default:
      return children(node)
  }
}

function list(node: List): ReactNode {
  const items = node.children.map((item, index) => (
    <li key={index}>{listItem(item, node.spread ?? false)}</li>
  ))
  return node.ordered ? <ol start={node.start ?? 1}>{items}</ol> : <ul>{items}</ul>
}

function listItem(item: ListItem, spread: boolean): ReactNode {
  if (spread) return children(item)
  return item.children.map((child, index) => (
    <Fragment key={index}>{child.type === 'paragraph' ? children(child) : element(child)}</Fragment>
  ))
}
