import { readFileSync } from 'node:fs'

/** What is there to look at, as `tests/fuzz/test_in_chromium.py` has arranged it. */
export interface Plan {
  /** Conversations whose messages of the visitor are these texts, whatever their order. */
  written: { conversation_id: string; texts: string[] }[]
  /** Conversations whose answers are these texts. */
  answered: { conversation_id: string; texts: string[] }[]
  /** A conversation with these texts wherever a person or a browser leaves one. */
  around: { conversation_id: string; texts: string[] }
  /** What a visitor is to type. */
  typed: string[]
  /** What a visitor is to ask for one such text after the other. */
  asked: string[]
}

export function readPlan(): Plan {
  const file = process.env.FUZZ_PLAN
  if (!file) throw new Error('Set FUZZ_PLAN: `tests/fuzz/test_in_chromium.py` makes the file.')
  return JSON.parse(readFileSync(file, 'utf8')) as Plan
}
