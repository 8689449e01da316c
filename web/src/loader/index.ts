import { SupportDesk } from './desk.ts'
import { deskOf, queued } from './queue.ts'
import { settingsOf } from './settings.ts'

/**
 * The script that a site embeds:
 *
 *     <script async src="https://chat.example.com/widget.js" data-color="#0b6b50"></script>
 *
 * It makes one global, `SupportDesk`. Before the script is there a page may queue commands:
 *
 *     window.SupportDesk = window.SupportDesk || []
 *     SupportDesk.push(['on', 'opened', () => …], ['open'])
 */
const script = document.currentScript ?? document.querySelector('script[src$="/widget.js"]')
const isLoaded = window.SupportDesk !== undefined && !Array.isArray(window.SupportDesk)

if (script instanceof HTMLScriptElement && !isLoaded) {
  if (document.readyState !== 'loading') start(script)
  else document.addEventListener('DOMContentLoaded', () => start(script))
}

function start(tag: HTMLScriptElement): void {
  const desk = new SupportDesk(settingsOf(tag))
  const { open, close, toggle, show, hide, setUser, reset, on, off } = desk
  const api = deskOf({ open, close, toggle, show, hide, setUser, reset, on, off }, (message) => {
    // eslint-disable-next-line no-console -- the one way to tell a site's developer
    console.error(message)
  })
  const before = queued(window.SupportDesk)
  window.SupportDesk = api
  api.push(...before)
  desk.ready()
}
