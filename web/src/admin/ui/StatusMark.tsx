import type { Status } from '../api/types.ts'
import styles from './status-mark.module.css'
import { STATUS_WORDS } from './statuses.ts'

export function StatusMark({ status }: { status: Status }) {
  return (
    <span className={styles.mark} data-status={status}>
      {STATUS_WORDS[status]}
    </span>
  )
}
