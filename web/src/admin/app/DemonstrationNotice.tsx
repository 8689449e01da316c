import { useConfig } from './use-config.ts'
import styles from './shell.module.css'

export function DemonstrationNotice() {
  const config = useConfig()
  if (!config?.demonstration) return null
  return (
    <p className={styles.notice} role="note">
      <strong>Demonstration.</strong> Answers come from a local stand-in, not from Claude.
    </p>
  )
}
