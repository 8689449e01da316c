import { Markdown } from '../../../shared/markdown/Markdown.tsx'
import type { Message } from '../../api/types.ts'
import { count, dateTime } from '../../ui/format.ts'
import styles from './messages.module.css'
import { ProvenanceDetails } from './ProvenanceDetails.tsx'
import { SourceList } from './SourceList.tsx'

const AUTHORS = { user: 'Visitor', assistant: 'Assistant', agent: 'Support team' } as const

/** The thread, with what each message cost in tokens and what each answer rests on; `site` is where paths belong. Only answers of the bot are Markdown; nothing is HTML. */
export function Messages({ messages, site }: { messages: readonly Message[]; site: string }) {
  if (messages.length === 0) return <p>No message yet.</p>
  return (
    <ol className={styles.thread} aria-label="Messages">
      {messages.map((message) => (
        <li key={message.id} className={styles[message.role]}>
          <header>
            <strong>{message.agent_name ?? AUTHORS[message.role]}</strong>
            <time dateTime={message.created_at}>{dateTime(message.created_at)}</time>
            {message.is_escalation && <span className={styles.escalation}>Escalated here</span>}
          </header>
          <div className={styles.content}>
            {message.role === 'assistant' ? <Markdown text={message.content} /> : message.content}
          </div>
          {message.sources.length > 0 && (
            <div className={styles.sources}>
              <span>Sources</span>
              <SourceList label="Sources" sources={message.sources} site={site} />
            </div>
          )}
          <Tokens message={message} />
          {message.provenance && (
            <ProvenanceDetails
              provenance={message.provenance}
              outputTokens={message.output_tokens}
              site={site}
            />
          )}
        </li>
      ))}
    </ol>
  )
}

function Tokens({ message: { input_tokens, output_tokens } }: { message: Message }) {
  const figures = [
    input_tokens > 0 && `${count(input_tokens)} input tokens`,
    output_tokens > 0 && `${count(output_tokens)} output tokens`,
  ].filter((figure) => figure !== false)
  return figures.length === 0 ? null : <footer>{figures.join(', ')}</footer>
}
