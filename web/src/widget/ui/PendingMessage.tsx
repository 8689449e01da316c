import type { Outgoing } from '../protocol/outgoing.ts'
import { texts } from '../texts.ts'
import styles from './message.module.css'

/** A message of the visitor that the thread does not show yet, with what becomes of it. */
export function PendingMessage({ item, onRetry }: { item: Outgoing; onRetry: () => void }) {
  return (
    <article className={styles.user}>
      <header className={styles.author}>{texts.you}</header>
      <div className={styles.bubble}>{item.content}</div>
      {item.status === 'failed' ? (
        <footer className={styles.failure}>
          <span>
            {texts.failed} {item.reason}
          </span>
          <button type="button" onClick={onRetry}>
            {texts.retry}
          </button>
        </footer>
      ) : (
        <footer className={styles.meta}>{item.status === 'sending' ? texts.sending : texts.sent}</footer>
      )}
    </article>
  )
}
