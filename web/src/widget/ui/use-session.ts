import { useSyncExternalStore } from 'react'
import type { ChatSession, SessionState } from '../session/session.ts'

export const useSession = (session: ChatSession): SessionState =>
  useSyncExternalStore(session.subscribe, () => session.state)
