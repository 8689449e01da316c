import '@fontsource-variable/figtree'
import '../shared/style/tokens.css'
import './demo.css'
import type { Command } from '../shared/site.ts'
import { tellOfStandIn } from './stand-in.ts'

/** Opens the chat as any site may: through the queue, whether or not the script is there yet. */
function openChat(): void {
  const desk = (window.SupportDesk ??= [] as Command[])
  desk.push(['open'])
}

document.querySelectorAll('[data-open-chat]').forEach((button) => button.addEventListener('click', openChat))
void tellOfStandIn(document.getElementById('stand-in'))
