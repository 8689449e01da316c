import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Conversation } from '../api/types.ts'
import styles from './conversation-rows.module.css'
import { StatusMark } from './StatusMark.tsx'

interface Row {
  conversation: Conversation
  /** The figure at the end of the row: an age, a cost. */
  figure: ReactNode
  /** What stands under the summary. */
  remark: ReactNode
}

/** Conversations as rows of links, which fold on a narrow screen. */
export function ConversationRows({ rows, label }: { rows: readonly Row[]; label: string }) {
  return (
    <ul className={styles.rows} aria-label={label}>
      {rows.map(({ conversation, figure, remark }) => (
        <li key={conversation.id}>
          <Link to="/conversations/$id" params={{ id: conversation.id }} className={styles.row}>
            <span className={styles.summary}>{conversation.summary ?? 'No message yet'}</span>
            <span className={styles.remark}>{remark}</span>
            <span className={styles.status}>
              <StatusMark status={conversation.status} />
            </span>
            <span className={styles.figure}>{figure}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
