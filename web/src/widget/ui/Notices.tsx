import type { SessionState } from '../session/session.ts'
import { texts } from '../texts.ts'
import { Icon } from './Icon.tsx'
import styles from './notices.module.css'

interface NoticesProps {
  demonstration: boolean
  /** The gateway cannot be reached. */
  isLost: boolean
  state: SessionState
}

/** What a visitor has to know of the chat as a whole, said plainly and kept in view. */
export function Notices({ demonstration, isLost, state }: NoticesProps) {
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
        {isLost && <p className={styles.notice}>{texts.lost}</p>}
        {state.thread.handledBy === 'person' && <p className={styles.person}>{texts.withPerson}</p>}
      </div>
    </div>
  )
}
