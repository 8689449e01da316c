import { useState } from 'react'
import type { Rating } from '../api/rate.ts'
import { texts } from '../texts.ts'
import styles from './rate-answer.module.css'

const SCORES = [1, 2, 3, 4, 5]

interface RateAnswerProps {
  /** A rating that is lost is no harm: the visitor is thanked either way. */
  onRate: (rating: Rating) => void
}

/** Below an answer that stands: whether it solved the visitor's problem, and then how good it was. */
export function RateAnswer({ onRate }: RateAnswerProps) {
  const [solved, setSolved] = useState<boolean | null>(null)
  const [scored, setScored] = useState(false)

  const say = (value: boolean) => {
    setSolved(value)
    onRate({ solved: value, score: null })
  }
  const score = (value: number) => {
    if (solved === null) return
    setScored(true)
    onRate({ solved, score: value })
  }

  if (scored) return <Row words={texts.thanksForRating} />
  if (solved === null)
    return (
      <Row words={texts.askSolved}>
        <button type="button" onClick={() => say(true)}>
          {texts.yes}
        </button>
        <button type="button" onClick={() => say(false)}>
          {texts.no}
        </button>
      </Row>
    )
  return (
    <Row words={solved ? texts.askScore : texts.askScoreUnsolved}>
      {SCORES.map((value) => (
        <button key={value} type="button" aria-label={texts.score(value)} onClick={() => score(value)}>
          {value}
        </button>
      ))}
    </Row>
  )
}

function Row({ words, children }: { words: string; children?: React.ReactNode }) {
  return (
    <div className={styles.row} role="group" aria-label={texts.rating}>
      <span role="status">{words}</span>
      <span className={styles.choices}>{children}</span>
    </div>
  )
}
