import { useEffect } from 'react'
import type { GatewayClient } from '../api/gateway.ts'
import { isAskingForPerson } from '../protocol/view.ts'
import type { ChatSession } from '../session/session.ts'
import styles from './app.module.css'
import { AskConsent } from './AskConsent.tsx'
import { AskForPerson } from './AskForPerson.tsx'
import { Composer } from './Composer.tsx'
import { Header } from './Header.tsx'
import { LeaveAddress } from './LeaveAddress.tsx'
import { Notices } from './Notices.tsx'
import { Thread } from './Thread.tsx'
import { useConfig } from './use-config.ts'
import { useSession } from './use-session.ts'

interface AppProps {
  session: ChatSession
  client: GatewayClient
  /** The origin of the site that the chat belongs to. */
  site: string
  /** Null where the chat is a page of its own. */
  onClose: (() => void) | null
}

export function App({ session, client, site, onClose }: AppProps) {
  const state = useSession(session)
  const { config, isFailing } = useConfig(client)
  const { thread } = state
  const asked = config?.consent?.version === state.consent ? null : config?.consent
  /** Null as long as nothing may be written: consent is due, or it is not known yet whether it is. */
  const open = asked ? null : config
  const shown = config && asked ? { ...config, suggestedQuestions: [] } : config
  useEscape(onClose)

  return (
    <main className={styles.app} aria-labelledby="chat-title">
      <Header brand={config?.brand ?? null} handledBy={thread.handledBy} onClose={onClose} />
      <Notices
        demonstration={config?.demonstration ?? false}
        isLost={isFailing || state.connection === 'lost'}
        state={state}
      />
      <Thread state={state} config={shown} session={session} site={site} />
      {open && thread.handledBy === 'person' && (
        <LeaveAddress isKnown={thread.contactKnown} onLeave={(email) => session.leaveAddress(email)} />
      )}
      {asked && <AskConsent text={asked.text} onAgree={() => session.agree(asked.version)} />}
      {open && <Composer maxChars={open.messageMaxChars} onSend={(text) => session.send(text)} />}
      {open && thread.handledBy === 'bot' && (
        <AskForPerson isAsking={isAskingForPerson(thread)} onAsk={() => session.askForPerson()} />
      )}
    </main>
  )
}

function useEscape(onClose: (() => void) | null): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing) onClose?.()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [onClose])
}
