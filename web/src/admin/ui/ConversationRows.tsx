import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Conversation } from '../api/types.ts'
import styles from './conversation-rows.module.css'
import { StatusMark } from './StatusMark.tsx'

interface Row {
  conversation: Conversation
  /** The figure at the end of the row: an age, a cost. */
  figure: ReactNode
  /** The lines under the summary. */
  remarks: readonly string[]
}

/** Conversations as rows of links, which fold on a narrow screen. */
export function ConversationRows({ rows, label }: { rows: readonly Row[]; label: string }) {
  return (
    <ul className={styles.rows} aria-label={label}>
      {rows.map(({ conversation, figure, remarks }) => (
        <li key={conversation.id}>
          <Link to="/conversations/$id" params={{ id: conversation.id }} className={styles.row}>
            <span className={styles.summary}>{conversation.summary ?? 'No message yet'}</span>
            <span className={styles.remarks}>
              {remarks.map((remark) => (
                <span key={remark}>{remark}</span>
              ))}
            </span>
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
