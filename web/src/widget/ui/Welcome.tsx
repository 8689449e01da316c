import type { ChatConfig } from '../api/config.ts'
import { texts } from '../texts.ts'
import { Icon } from './Icon.tsx'
import styles from './welcome.module.css'

/** What an empty conversation shows: a greeting, and questions to start with. */
export function Welcome({ config, onAsk }: { config: ChatConfig | null; onAsk: (question: string) => void }) {
  const questions = config?.suggestedQuestions ?? []
  return (
    <div className={styles.welcome}>
      <h2>{texts.welcome}</h2>
      <p>{texts.welcomeHint(config?.brand ?? null, questions.length > 0)}</p>
      {questions.length > 0 && (
        <ul className={styles.questions} aria-label={texts.suggestions}>
          {questions.map((question) => (
            <li key={question}>
              <button type="button" onClick={() => onAsk(question)}>
                {question}
                <Icon name="arrow" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
