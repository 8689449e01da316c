import { Markdown } from '../../shared/markdown/Markdown.tsx'
import { texts } from '../texts.ts'
import { focusChat } from './focus.ts'
import styles from './leave-address.module.css'

interface AskConsentProps {
  /** Markdown. */
  text: string
  onAgree: () => void
}

/** In the place of the message field, until the visitor has agreed. */
export function AskConsent({ text, onAgree }: AskConsentProps) {
  const agree = () => {
    onAgree()
    setTimeout(focusChat)
  }
  return (
    <section className={styles.form} aria-label={texts.consent}>
      <Markdown text={text} />
      <div className={styles.field}>
        <button type="button" onClick={agree}>
          {texts.agree}
        </button>
      </div>
    </section>
  )
}
