import type { ChatConfig } from '../api/config.ts'
import { isWaiting, messageKey, pending, standingAnswer } from '../protocol/view.ts'
import type { ChatSession, SessionState } from '../session/session.ts'
import { texts } from '../texts.ts'
import { focusChat } from './focus.ts'
import { Icon } from './Icon.tsx'
import { Message } from './Message.tsx'
import { PendingMessage } from './PendingMessage.tsx'
import { RateAnswer } from './RateAnswer.tsx'
import styles from './thread.module.css'
import { Typing } from './Typing.tsx'
import { useStickToEnd } from './use-stick-to-end.ts'
import { Welcome } from './Welcome.tsx'
import { Writing } from './Writing.tsx'

interface ThreadProps {
  state: SessionState
  config: ChatConfig | null
  session: ChatSession
  site: string
}

export function Thread({ state, config, session, site }: ThreadProps) {
  const { thread } = state
  const { ref, isAway, onScroll, toEnd } = useStickToEnd(thread)
  const waitingToShow = pending(thread)
  const answer = standingAnswer(thread)
  const isEmpty = thread.messages.length === 0 && waitingToShow.length === 0

  const ask = (question: string) => {
    session.send(question)
    focusChat()
  }

  return (
    <div className={styles.frame}>
      <div
        className={styles.scroller}
        ref={ref}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label={texts.log}
      >
        {isEmpty && state.connection === 'resuming' && <p className={styles.resuming}>{texts.resuming}</p>}
        {isEmpty && state.connection !== 'resuming' && <Welcome config={config} onAsk={ask} />}
        <div className={styles.log} role="log" aria-live="polite" aria-relevant="additions">
          {thread.messages.map((message) => (
            <Message key={messageKey(thread, message)} message={message} site={site} />
          ))}
          {waitingToShow.map((item) => (
            <PendingMessage
              key={item.clientMessageId}
              item={item}
              onRetry={() => session.retry(item.clientMessageId)}
            />
          ))}
          {thread.turn && thread.turn.text !== '' && <Writing text={thread.turn.text} />}
          {isWaiting(thread) && <Typing />}
        </div>
        {answer !== null && <RateAnswer key={answer} onRate={(rating) => session.rate(rating)} />}
      </div>
      {isAway && (
        <button type="button" className={styles.latest} onClick={toEnd}>
          <Icon name="down" size={16} />
          {texts.latest}
        </button>
      )}
    </div>
  )
}
