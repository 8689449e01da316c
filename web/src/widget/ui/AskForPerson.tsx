import { texts } from '../texts.ts'
import styles from './ask-for-person.module.css'
import { focusChat } from './focus.ts'

interface AskForPersonProps {
  /** Pressed, and not answered yet. */
  isAsking: boolean
  onAsk: () => void
}

/** The way to a person, always in view. It leaves what is being written alone. */
export function AskForPerson({ isAsking, onAsk }: AskForPersonProps) {
  const ask = () => {
    onAsk()
    focusChat()
  }
  return (
    <div className={styles.ask}>
      <button type="button" disabled={isAsking} onClick={ask}>
        {texts.askForPerson}
      </button>
    </div>
  )
}
