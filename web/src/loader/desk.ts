import type { FrameMessage } from '../shared/bridge.ts'
import { readableOn } from '../shared/colour.ts'
import { Events } from './events.ts'
import { Frame } from './frame.ts'
import { Launcher } from './launcher.ts'
import type { LoaderSettings } from './settings.ts'
import style from './style.css?inline'

const DEFAULT_COLOR = '#0b6b50'

/**
 * The chat on a page: a launcher that floats above it, and once opened the chat app. Until then nothing is
 * requested and nothing is stored. Its elements live in a shadow root, out of reach of the page's style.
 */
export class SupportDesk {
  readonly #settings: LoaderSettings
  readonly #events = new Events()
  readonly #host = document.createElement('support-desk')
  readonly #root = this.#host.attachShadow({ mode: 'open', delegatesFocus: true })
  readonly #launcher: Launcher
  #frame: Frame | null = null
  #isOpen = false
  #unread = 0
  /** What had the focus before the chat took it. */
  #opener: Element | null = null

  constructor(settings: LoaderSettings) {
    this.#settings = settings
    this.#launcher = new Launcher(settings.label, this.toggle)
    this.#launcher.element.hidden = settings.hideLauncher
    this.#root.adoptedStyleSheets = [styleSheet()]
    this.#root.append(this.#launcher.element)
    this.#host.toggleAttribute('left', settings.position === 'left')
    this.#host.toggleAttribute('no-launcher', settings.hideLauncher)
    this.#colour(settings.color ?? DEFAULT_COLOR)
    this.#host.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close()
    })
    document.body.append(this.#host)
  }

  open = (): void => {
    if (this.#isOpen) return
    this.#opener = document.activeElement
    this.#frame ??= this.#createFrame()
    this.#setOpen(true)
    this.#unread = 0
    this.#refresh()
    this.#frame.opened()
    this.#events.emit('opened', {})
  }

  close = (): void => {
    if (!this.#isOpen) return
    const hadFocus = this.#root.activeElement !== null
    this.#setOpen(false)
    this.#refresh()
    if (hadFocus) (this.#opener as HTMLElement | null)?.focus()
    this.#events.emit('closed', {})
  }

  toggle = (): void => (this.#isOpen ? this.close() : this.open())

  /** Brings launcher and chat back after `hide`. */
  show = (): void => this.#host.removeAttribute('hidden')

  /** Takes launcher and chat off the page, without ending the conversation. */
  hide = (): void => this.#host.setAttribute('hidden', '')

  /** The user whom the site has signed in, by the JWT of its back end; what else it knows of them stands there. */
  setUser = (id: string, _attributes: unknown, jwt: string): void => {
    this.#settings.user = { id, jwt }
    this.#frame?.identify()
  }

  /** The user has signed out: nothing stays for whoever uses the device next. */
  reset = (): void => this.setUser('', null, '')

  on: Events['on'] = (name, listener) => this.#events.on(name, listener)

  off: Events['off'] = (name, listener) => this.#events.off(name, listener)

  ready(): void {
    this.#events.emit('ready', {})
  }

  #createFrame(): Frame {
    const frame = new Frame(this.#settings, {
      onMessage: this.#hear,
      onFailure: (message) => this.#events.emit('error', { message }),
    })
    this.#root.append(frame.element)
    return frame
  }

  #hear = (message: FrameMessage): void => {
    if (message.type === 'support-desk:close') this.close()
    if (message.type !== 'support-desk:event') return
    if (message.name === 'message:received' && !this.#isOpen) this.#unread++
    this.#refresh()
    this.#events.emit(message.name, message.detail)
  }

  #setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen
    this.#host.toggleAttribute('open', isOpen)
    if (this.#frame) this.#frame.element.hidden = !isOpen
  }

  #refresh(): void {
    this.#launcher.show(this.#isOpen, this.#unread)
  }

  #colour(color: string): void {
    const { style: own } = this.#host
    own.setProperty('--accent', color)
    own.setProperty('--on-accent', readableOn(color))
    own.setProperty('--z', String(this.#settings.zIndex))
  }
}

function styleSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  return sheet
}
