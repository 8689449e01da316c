import type { Analytics } from '../../api/types.ts'
import { count } from '../../ui/format.ts'
import styles from './overview.module.css'

export function TopQuestions({ questions }: { questions: Analytics['top_questions'] }) {
  return (
    <section aria-labelledby="top-questions">
      <h2 id="top-questions" className={styles.heading}>
        Most frequent first questions
      </h2>
      {questions.length === 0 && <p>No question in this span.</p>}
      <ol className={styles.questions}>
        {questions.map((entry) => (
          <li key={entry.question}>
            <span>{entry.question}</span>
            <span className={styles.count}>{count(entry.count)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
