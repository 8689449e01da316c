import type { Ticket } from '../../api/types.ts'

/** Whose tickets the queue shows. */
export type Holder = 'anyone' | 'me' | 'nobody'

export const HOLDERS: { value: Holder; label: string }[] = [
  { value: 'anyone', label: 'All' },
  { value: 'me', label: 'Mine' },
  { value: 'nobody', label: 'Unassigned' },
]

export const EMPTY_WORDS: Readonly<Record<Holder, string>> = {
  anyone: 'Nobody is waiting. New conversations appear by themselves.',
  me: 'You have no tickets.',
  nobody: 'Every ticket has somebody who works on it.',
}

export function isOf(holder: Holder, { assigned_to }: Ticket, me: string | undefined): boolean {
  if (holder === 'anyone') return true
  return holder === 'me' ? assigned_to === me : assigned_to === null
}
