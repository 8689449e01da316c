import { SafeLink } from '../../../shared/markdown/SafeLink.tsx'
import { sourceUrl } from '../../../shared/source-url.ts'
import type { Source } from '../../api/types.ts'
import styles from './source-list.module.css'

interface SourceListProps {
  label: string
  sources: readonly Source[]
  /** The origin to which their paths belong; empty where it is not known. */
  site: string
}

/** Articles with links to them. */
export function SourceList({ label, sources, site }: SourceListProps) {
  return (
    <ul className={styles.sources} aria-label={label}>
      {sources.map(({ title, url }) => (
        <li key={url}>
          <SafeLink url={sourceUrl(url, site)}>{title}</SafeLink>
        </li>
      ))}
    </ul>
  )
}
