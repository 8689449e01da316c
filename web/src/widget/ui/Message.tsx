import { memo } from 'react'
import { Markdown } from '../../shared/markdown/Markdown.tsx'
import type { ThreadMessage } from '../protocol/state.ts'
import { texts } from '../texts.ts'
import styles from './message.module.css'
import { Sources } from './Sources.tsx'

interface MessageProps {
  message: ThreadMessage
  /** The origin to which the paths of sources belong. */
  site: string
}

/** One message of the thread. What visitors and people write is text; only answers of the bot are Markdown. */
export const Message = memo(function Message({ message, site }: MessageProps) {
  return (
    <article className={styles[message.role]}>
      <header className={styles.author}>{authorOf(message)}</header>
      <div className={styles.bubble}>
        {message.role === 'assistant' ? <Markdown text={message.content} /> : message.content}
        <Sources sources={message.sources} site={site} />
      </div>
      <footer className={styles.meta}>
        <time dateTime={message.createdAt}>{timeOfDay(message.createdAt)}</time>
      </footer>
    </article>
  )
})

function authorOf({ role, agentName }: ThreadMessage): string {
  if (role === 'user') return texts.you
  return role === 'agent' ? (agentName ?? texts.person) : texts.bot
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })

function timeOfDay(createdAt: string): string {
  const date = new Date(createdAt)
  return Number.isNaN(date.getTime()) ? '' : clock.format(date)
}
