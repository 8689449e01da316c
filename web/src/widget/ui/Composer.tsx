import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { codePoints } from '../protocol/turn.ts'
import { texts } from '../texts.ts'
import styles from './composer.module.css'
import { COMPOSER_ID, focusField } from './focus.ts'
import { Icon } from './Icon.tsx'

/** The counter appears when this many characters are left. */
const COUNT_FROM = 200

interface ComposerProps {
  maxChars: number
  onSend: (text: string) => void
}

export function Composer({ maxChars, onSend }: ComposerProps) {
  const [text, setText] = useState('')
  const field = useGrowingField(text)
  const left = maxChars - codePoints(text.trim())
  const canSend = text.trim() !== '' && left >= 0
  useEffect(focusField, [])

  const send = () => {
    if (!canSend) return
    onSend(text.trim())
    setText('')
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className={styles.field}>
        <label htmlFor={COMPOSER_ID} className="visually-hidden">
          {texts.label}
        </label>
        <textarea
          id={COMPOSER_ID}
          ref={field}
          rows={1}
          value={text}
          placeholder={texts.placeholder}
          enterKeyHint="send"
          aria-describedby="message-limit"
          aria-invalid={left < 0}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" aria-label={texts.send} disabled={!canSend}>
          <Icon name="send" />
        </button>
      </div>
      <p id="message-limit" className={styles.limit}>
        {left >= 0 && left <= COUNT_FROM && texts.left(left)}
      </p>
      <p className={styles.over} role="status">
        {left < 0 && texts.tooLong(-left, maxChars)}
      </p>
    </form>
  )
}

/** A field that is as high as what is written in it, up to the limit of its style sheet. */
function useGrowingField(text: string) {
  const field = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const { current } = field
    if (!current) return
    current.style.height = 'auto'
    current.style.height = `${current.scrollHeight}px`
  }, [text])
  return field
}
