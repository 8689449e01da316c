import { useConfig } from './use-config.ts'
import styles from './shell.module.css'

/** Says so where nobody is written to. */
export function EmailNotice() {
  const config = useConfig()
  if (config?.email_notices ?? true) return null
  return (
    <p className={styles.notice} role="note">
      <strong>E-mail notices are off:</strong> tickets show only here, and visitors who are gone hear of no
      reply. Set TICKETING_SMTP_URL to change that.
    </p>
  )
}
