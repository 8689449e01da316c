import type { Notice } from '../../api/types.ts'
import { dateTime } from '../../ui/format.ts'
import styles from './emails.module.css'

const KIND_WORDS: Readonly<Record<Notice['kind'], string>> = {
  escalation: 'About the escalation',
  age: 'About how long it waits',
  reply: 'A reply, to the visitor',
}

const STATE_WORDS: Readonly<Record<Notice['state'], string>> = {
  waiting: 'Waits to be sent',
  sent: 'Sent',
  refused: 'Refused by the e-mail server',
  dropped: 'Not sent',
}

const STYLES: Partial<Record<Notice['state'], string | undefined>> = {
  refused: styles.refused,
  dropped: styles.dropped,
}

/** The e-mails about a conversation, and what has become of them; nothing where none was called for. */
export function Emails({ notices }: { notices: readonly Notice[] }) {
  if (notices.length === 0) return null
  return (
    <section className={styles.emails} aria-labelledby="emails">
      <h2 id="emails">E-mails</h2>
      <dl>
        {notices.map(({ kind, state, detail, raised_at, done_at }) => (
          <div key={`${kind} ${raised_at}`}>
            <dt>
              {KIND_WORDS[kind]}, {dateTime(done_at ?? raised_at)}
            </dt>
            <dd className={STYLES[state]}>{[STATE_WORDS[state], detail].filter(Boolean).join(': ')}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
