import { SafeLink } from '../../shared/markdown/SafeLink.tsx'
import { sourceUrl } from '../../shared/source-url.ts'
import type { Source } from '../protocol/events.ts'
import { texts } from '../texts.ts'
import styles from './sources.module.css'

interface SourcesProps {
  sources: readonly Source[]
  /** The origin to which their paths belong. */
  site: string
}

/** The articles that an answer stands on. */
export function Sources({ sources, site }: SourcesProps) {
  if (sources.length === 0) return null
  return (
    <div className={styles.sources}>
      <p>{texts.sources}</p>
      <ul>
        {sources.map((source) => (
          <li key={source.url}>
            <SafeLink url={sourceUrl(source.url, site)}>{source.title}</SafeLink>
          </li>
        ))}
      </ul>
    </div>
  )
}
