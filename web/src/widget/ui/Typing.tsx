import { texts } from '../texts.ts'
import styles from './typing.module.css'
import { useAfter } from './use-after.ts'

const SLOW_MS = 12_000

/** The wait for a first word, and a plain word about it when it is long. */
export function Typing() {
  const isSlow = useAfter(true, SLOW_MS)
  return (
    <div className={styles.typing}>
      <span className={styles.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className="visually-hidden">{texts.typing}</span>
      {isSlow && <p className={styles.slow}>{texts.slow}</p>}
    </div>
  )
}
