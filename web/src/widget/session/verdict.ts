import { ProblemError } from '../../shared/api/problem.ts'
import { backoffMs } from '../../shared/backoff.ts'
import { texts } from '../texts.ts'

/** What follows from a message that could not be sent. */
export type Verdict =
  | { kind: 'again'; waitMs: number }
  /** The conversation is over for this token: the message goes into a new one. */
  | { kind: 'anew' }
  | { kind: 'failed'; reason: string }

const TRIES = 8
const WAITS = { firstMs: 500, maxMs: 8_000 }
/** A visitor who is asked to wait longer than this is told so instead. */
const LONGEST_WAIT_SECONDS = 30

/**
 * @param tries how many times the message has been sent in vain, this time included
 * @param isSecondConversation the first one was given up for this message: a third would fare no better
 */
export function judge(
  error: Error,
  tries: number,
  isSecondConversation: boolean,
  random = Math.random,
): Verdict {
  const refusal = error instanceof ProblemError ? error : null
  if (refusal && isOver(refusal)) return isSecondConversation ? failed(refusal) : { kind: 'anew' }
  const asked = refusal?.retryAfterSeconds ?? 0
  if (!isPassing(refusal) || tries >= TRIES || asked > LONGEST_WAIT_SECONDS) return failed(refusal)
  return { kind: 'again', waitMs: asked * 1000 + backoffMs(tries - 1, WAITS, random) }
}

/** Whether the server no longer takes this token for this conversation, or has erased it. */
export const isOver = (error: ProblemError): boolean => isErased(error) || [401, 404].includes(error.status)

export const isErased = ({ status }: ProblemError): boolean => status === 410

/** No refusal at all means that the network failed. */
const isPassing = (refusal: ProblemError | null): boolean =>
  refusal === null || refusal.status >= 500 || refusal.status === 429 || refusal.status === 408

const failed = (refusal: ProblemError | null): Verdict => ({
  kind: 'failed',
  reason: refusal?.message ?? texts.unreachable,
})
