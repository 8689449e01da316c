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

const host = new Host({ onSettings: applyAppearance, onOpened: focusChat })
const session = new ChatSession({
  memory: new Memory(localStorageOrNone()),
  pauses: new Pauses(),
  whereabouts: () => host.whereabouts,
  tell: host.tell,
})

window.addEventListener('online', session.wake)
session.resume()
createRoot(mountPoint('chat')).render(
  <App session={session} client={gatewayClient()} onClose={host.isEmbedded ? host.close : null} />,
)
