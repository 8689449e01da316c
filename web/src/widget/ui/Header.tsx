import type { HandledBy } from '../protocol/events.ts'
import { texts } from '../texts.ts'
import { TITLE_ID } from './focus.ts'
import styles from './header.module.css'
import { Icon } from './Icon.tsx'

interface HeaderProps {
  brand: string | null
  handledBy: HandledBy
  onClose: (() => void) | null
}

export function Header({ brand, handledBy, onClose }: HeaderProps) {
  return (
    <header className={styles.header}>
      <span className={styles.mark} aria-hidden="true">
        {brand?.charAt(0) ?? <Icon name="chat" />}
      </span>
      <div className={styles.words}>
        <h1 id={TITLE_ID} tabIndex={-1}>
          {texts.title(brand)}
        </h1>
        <p>{handledBy === 'person' ? texts.person : texts.promptly}</p>
      </div>
      {onClose && (
        <button type="button" className={styles.close} aria-label={texts.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </header>
  )
}
