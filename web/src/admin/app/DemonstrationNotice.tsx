import { useDemonstration } from './use-demonstration.ts'
import styles from './shell.module.css'

export function DemonstrationNotice() {
  const demonstration = useDemonstration()
  if (!demonstration) return null
  return (
    <p className={styles.demonstration} role="note">
      <strong>Demonstration.</strong> Answers come from a local stand-in, not from Claude.
    </p>
  )
}
