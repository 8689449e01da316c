import { Alert, Button, Code, CopyButton } from '@mantine/core'
import styles from './accounts.module.css'

interface ShownOnceProps {
  title: string
  secret: string
  onDone: () => void
}

/** A secret that nobody can see again, and a way to take it along. */
export function ShownOnce({ title, secret, onDone }: ShownOnceProps) {
  return (
    <Alert title={title} variant="outline" role="status">
      Copy it now: it is not shown again.
      <Code block className={styles.secret}>
        {secret}
      </Code>
      <div className={styles.buttons}>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button size="xs" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button size="xs" variant="default" onClick={onDone}>
          Done
        </Button>
      </div>
    </Alert>
  )
}
