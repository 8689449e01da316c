import { useId, useState, type SubmitEvent } from 'react'
import { ProblemError } from '../../shared/api/problem.ts'
import { texts } from '../texts.ts'
import styles from './leave-address.module.css'

interface LeaveAddressProps {
  /** There is an address already, by whatever way. */
  isKnown: boolean
  /** Resolves when the address is kept; throws with a sentence for the visitor when it is not. */
  onLeave: (email: string) => Promise<void>
}

/** While a person has the conversation and nobody knows where to write: the visitor may close the page and is reached. */
export function LeaveAddress({ isKnown, onLeave }: LeaveAddressProps) {
  const [email, setEmail] = useState('')
  const [state, setState] = useState<'asking' | 'sending' | 'left'>('asking')
  const [refusal, setRefusal] = useState('')
  const field = useId()

  const leave = (event: SubmitEvent) => {
    event.preventDefault()
    setState('sending')
    setRefusal('')
    onLeave(email.trim()).then(
      () => setState('left'),
      (error: unknown) => {
        setState('asking')
        setRefusal(error instanceof ProblemError ? error.message : texts.unreachable)
      },
    )
  }

  if (state === 'left')
    return (
      <p className={styles.left} role="status">
        {texts.addressLeft(email.trim())}
      </p>
    )
  if (isKnown) return null
  return (
    <form className={styles.form} onSubmit={leave}>
      <label htmlFor={field}>{texts.addressLabel}</label>
      <div className={styles.field}>
        <input
          id={field}
          type="email"
          required
          maxLength={254}
          autoComplete="email"
          placeholder={texts.addressPlaceholder}
          value={email}
          aria-invalid={refusal !== ''}
          aria-describedby={`${field}-refusal`}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <button type="submit" disabled={state === 'sending'}>
          {texts.leaveAddress}
        </button>
      </div>
      <p id={`${field}-refusal`} className={styles.refusal} role="alert">
        {refusal}
      </p>
    </form>
  )
}
