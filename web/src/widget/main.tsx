import { createRoot } from 'react-dom/client'
import type { SiteUser } from '../shared/bridge.ts'
import { mountPoint } from '../shared/mount-point.ts'
import '../shared/style/tokens.css'
import '../shared/markdown/markdown.css'
import { gatewayClient } from './api/gateway.ts'
import { applyAppearance } from './appearance.ts'
import { Host } from './host.ts'
import { forgetAll, localStorageOrNone, Memory } from './session/memory.ts'
import { Pauses } from './session/pauses.ts'
import { ChatSession } from './session/session.ts'
import { App } from './ui/App.tsx'
import { focusChat } from './ui/focus.ts'

const storage = localStorageOrNone()
const client = gatewayClient()
const root = createRoot(mountPoint('chat'))
const host = new Host({
  onSettings: (settings) => {
    applyAppearance(settings)
    enter(settings.user)
  },
  onUser: (next) => {
    if (next.id !== '' && next.id === user?.id) user = next
    else enter(next)
  },
  onOpened: focusChat,
})
let user: SiteUser | null = null
let visits = 0
let session = createSession()

window.addEventListener('online', () => session.wake())
if (!host.isEmbedded) session.resume()
show()

/** The chat of whoever the site says is here; of a visitor, where it says nothing. */
function enter(next: SiteUser | null): void {
  session.leave()
  if (next) visits++
  if (next?.id === '') forgetAll(storage)
  user = next
  session = createSession()
  session.resume()
  show()
}

function createSession(): ChatSession {
  return new ChatSession({
    memory: new Memory(storage, user?.id),
    pauses: new Pauses(),
    whereabouts: () => host.whereabouts,
    identity: () => user?.jwt || null,
    tell: host.tell,
  })
}

/** Draws the chat; anew for somebody else. */
function show(): void {
  root.render(
    <App
      key={visits}
      session={session}
      client={client}
      site={host.site}
      onClose={host.isEmbedded ? host.close : null}
    />,
  )
}
