import { Markdown } from '../../shared/markdown/Markdown.tsx'
import { texts } from '../texts.ts'
import styles from './message.module.css'

/** An answer while it is written. It is read out when it is complete, not word by word. */
export function Writing({ text }: { text: string }) {
  return (
    <article className={styles.assistant} aria-live="off" aria-busy="true">
      <header className={styles.author}>{texts.bot}</header>
      <div className={styles.bubble}>
        <Markdown text={text} />
      </div>
    </article>
  )
}
