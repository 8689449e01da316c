import { SafeLink } from '../../shared/markdown/SafeLink.tsx'
import type { Source } from '../protocol/events.ts'
import { texts } from '../texts.ts'
import styles from './sources.module.css'

/** The articles that an answer stands on. */
export function Sources({ sources }: { sources: readonly Source[] }) {
  if (sources.length === 0) return null
  return (
    <div className={styles.sources}>
      <p>{texts.sources}</p>
      <ul>
        {sources.map((source) => (
          <li key={source.url}>
            <SafeLink url={source.url}>{source.title}</SafeLink>
          </li>
        ))}
      </ul>
    </div>
  )
}
