import {
  isBridgeMessage,
  type ChatEventName,
  type ChatEvents,
  type FrameMessage,
  type HostMessage,
  type HostSettings,
  type SiteUser,
} from '../shared/bridge.ts'

/** Language tags as the gateway takes them. What a site says otherwise is left out rather than refused. */
const LOCALE = /^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}$/
const LONGEST_URL = 2_000

export interface HostHandlers {
  onSettings: (settings: HostSettings) => void
  onUser: (user: SiteUser) => void
  onOpened: () => void
}

/**
 * The site around the iframe. Only the parent window is heard, and only in the origin from which it first spoke;
 * what is said to it goes to that origin alone.
 */
export class Host {
  readonly #handlers: HostHandlers
  #origin: string | null = null
  #unsaid: FrameMessage[] = []
  #pageUrl: string | null = null
  #locale: string | null = null

  constructor(handlers: HostHandlers) {
    this.#handlers = handlers
    window.addEventListener('message', this.#hear)
  }

  /** False where the chat is a page of its own: then nobody can close it. */
  readonly isEmbedded = window.parent !== window

  /** The origin of the site that the chat belongs to; its own where it is a page of its own. */
  get site(): string {
    return this.#origin ?? window.location.origin
  }

  get whereabouts(): { pageUrl: string | null; locale: string | null } {
    const locale = this.#locale ?? navigator.language
    return { pageUrl: this.#pageUrl, locale: LOCALE.test(locale) ? locale : null }
  }

  close = (): void => this.#say({ type: 'support-desk:close' })

  tell = <Name extends ChatEventName>(name: Name, detail: ChatEvents[Name]): void =>
    this.#say({ type: 'support-desk:event', name, detail })

  #hear = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (!this.isEmbedded || source !== window.parent || !isBridgeMessage(data)) return
    if (this.#origin !== null && origin !== this.#origin) return
    this.#take(data as HostMessage, origin)
  }

  #take(message: HostMessage, origin: string): void {
    if (message.type === 'support-desk:init') this.#begin(message.settings, origin)
    else if (message.type === 'support-desk:user') this.#handlers.onUser(message.user)
    else this.#opened(message.pageUrl)
  }

  #begin(settings: HostSettings, origin: string): void {
    this.#origin = origin
    this.#setPage(settings.pageUrl)
    this.#locale = settings.locale
    this.#handlers.onSettings(settings)
    this.#say({ type: 'support-desk:ready' })
    this.#unsaid.splice(0).forEach((message) => this.#say(message))
  }

  #opened(pageUrl: string): void {
    this.#setPage(pageUrl)
    this.#handlers.onOpened()
  }

  #setPage(url: string): void {
    this.#pageUrl = url.length <= LONGEST_URL ? url : null
  }

  #say(message: FrameMessage): void {
    if (!this.isEmbedded) return
    if (this.#origin === null) this.#unsaid.push(message)
    else window.parent.postMessage(message, this.#origin)
  }
}
