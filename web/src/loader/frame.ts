import { isBridgeMessage, type FrameMessage, type HostMessage } from '../shared/bridge.ts'
import { hostSettings, pageUrl, type LoaderSettings } from './settings.ts'

/** The chat app that answers nothing for so long has not loaded. */
const READY_WITHIN_MS = 15_000

export interface FrameHandlers {
  onMessage: (message: FrameMessage) => void
  onFailure: (message: string) => void
}

/**
 * The iframe of the chat app, on the gateway's own origin so that the page around it can read nothing of it.
 * Messages are taken from its window and its origin only, and posted to its origin only.
 */
export class Frame {
  readonly element = document.createElement('iframe')
  readonly #settings: LoaderSettings
  #isReady = false

  constructor(settings: LoaderSettings, handlers: FrameHandlers) {
    this.#settings = settings
    this.element.title = 'Support chat'
    this.element.src = `${settings.origin}/widget/`
    this.element.addEventListener('load', () => this.#greet(handlers))
    window.addEventListener('message', (event) => this.#hear(event, handlers))
  }

  /** Tells the chat that it is on the screen; before it is ready, its greeting says so. */
  opened(): void {
    if (this.#isReady) this.#say({ type: 'support-desk:opened', pageUrl: pageUrl() })
    this.element.focus()
  }

  /** Tells the chat who is signed in; before it is ready, it is told as soon as it is. */
  identify(): void {
    const { user } = this.#settings
    if (this.#isReady && user) this.#say({ type: 'support-desk:user', user })
  }

  #greet({ onFailure }: FrameHandlers): void {
    this.#say({ type: 'support-desk:init', settings: hostSettings(this.#settings) })
    setTimeout(() => {
      if (!this.#isReady) onFailure('The chat did not load.')
    }, READY_WITHIN_MS)
  }

  #hear({ source, origin, data }: MessageEvent<unknown>, { onMessage }: FrameHandlers): void {
    const isOurs = source === this.element.contentWindow && origin === this.#settings.origin
    if (!isOurs || !isBridgeMessage(data)) return
    if (data.type === 'support-desk:ready') this.#becomeReady()
    else onMessage(data as FrameMessage)
  }

  #becomeReady(): void {
    this.#isReady = true
    this.identify()
    this.opened()
  }

  #say(message: HostMessage): void {
    this.element.contentWindow?.postMessage(message, this.#settings.origin)
  }
}
