import { Link } from '@tanstack/react-router'
import type { Analytics } from '../../api/types.ts'
import { count } from '../../ui/format.ts'
import { OUTCOME_WORDS, OUTCOMES } from '../../ui/outcomes.ts'
import styles from './overview.module.css'

/** How conversations ended, each number beside the list of those that did. */
export function Outcomes({ analytics: { outcomes, reopened } }: { analytics: Analytics }) {
  return (
    <section aria-labelledby="outcomes">
      <h2 id="outcomes" className={styles.heading}>
        How conversations ended
      </h2>
      <ul className={styles.questions}>
        {OUTCOMES.map((outcome) => (
          <li key={outcome}>
            <Link to="/conversations" search={{ outcome }}>
              {OUTCOME_WORDS[outcome]}
            </Link>
            <span className={styles.count}>{count(outcomes[outcome])}</span>
          </li>
        ))}
        <li>
          <span>Not decided: new within the last day, or going on</span>
          <span className={styles.count}>{count(outcomes.undecided)}</span>
        </li>
        <li>
          <span>Visitor came back within seven days of the end</span>
          <span className={styles.count}>{count(reopened)}</span>
        </li>
      </ul>
    </section>
  )
}
