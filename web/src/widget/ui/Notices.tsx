import type { SessionState } from '../session/session.ts'
import { texts } from '../texts.ts'
import { Icon } from './Icon.tsx'
import styles from './notices.module.css'

/** What a visitor has to know of the chat as a whole, said plainly and kept in view. */
export function Notices({ demonstration, state }: { demonstration: boolean; state: SessionState }) {
  return (
    <div className={styles.notices}>
      {demonstration && (
        <p className={styles.notice}>
          <Icon name="info" size={16} />
          {texts.demonstration}
        </p>
      )}
      <div role="status">
        {state.begunAnew && <p className={styles.notice}>{texts.begunAnew}</p>}
        {state.connection === 'lost' && <p className={styles.notice}>{texts.lost}</p>}
        {state.thread.handledBy === 'person' && <p className={styles.person}>{texts.withPerson}</p>}
      </div>
    </div>
  )
}
