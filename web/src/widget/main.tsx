import { createRoot } from 'react-dom/client'
import { mountPoint } from '../shared/mount-point.ts'
import '../shared/style/tokens.css'
import '../shared/markdown/markdown.css'
import { gatewayClient } from './api/gateway.ts'
import { applyAppearance } from './appearance.ts'
import { Host } from './host.ts'
import { localStorageOrNone, Memory } from './session/memory.ts'
import { Pauses } from './session/pauses.ts'
import { ChatSession } from './session/session.ts'
import { App } from './ui/App.tsx'
import { focusChat } from './ui/focus.ts'

const host = new Host({
  onSettings: (settings) => {
    applyAppearance(settings)
    show()
  },
  onOpened: focusChat,
})
const session = new ChatSession({
  memory: new Memory(localStorageOrNone()),
  pauses: new Pauses(),
  whereabouts: () => host.whereabouts,
  tell: host.tell,
})

const client = gatewayClient()
const root = createRoot(mountPoint('chat'))

window.addEventListener('online', session.wake)
session.resume()
show()

/** Draws the chat; again when the site around it has said who it is. */
function show(): void {
  root.render(
    <App session={session} client={client} site={host.site} onClose={host.isEmbedded ? host.close : null} />,
  )
}
