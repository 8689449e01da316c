import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Analytics } from '../../api/types.ts'
import { count } from '../../ui/format.ts'
import { OUTCOME_WORDS, OUTCOMES } from '../../ui/outcomes.ts'
import styles from './overview.module.css'

/** How conversations ended, each number beside the list of those that did. */
export function Outcomes({ analytics }: { analytics: Analytics }) {
  const { outcomes, reopened } = analytics
  return (
    <section aria-labelledby="outcomes">
      <h2 id="outcomes" className={styles.heading}>
        How conversations ended
      </h2>
      <ul className={styles.questions}>
        {OUTCOMES.map((outcome) => (
          <li key={outcome}>
            <Anchor
              renderRoot={(props) => (
                <Link to="/conversations" search={{ outcome, ...spanOf(analytics) }} {...props} />
              )}
            >
              {OUTCOME_WORDS[outcome]}
            </Anchor>
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

function spanOf({ conversations_by_day: days }: Analytics) {
  const [first, last] = [days.at(0), days.at(-1)]
  return first && last && { from: first.date, to: last.date }
}
