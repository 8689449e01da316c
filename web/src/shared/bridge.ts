/**
 * What the loader on a site and the chat app in its iframe say to each other by postMessage.
 *
 * Both sides check the origin and the window of every message; neither ever posts to "*".
 */

export type ColorScheme = 'light' | 'dark' | 'auto'

/**
 * A user whom the site has signed in. The id keeps users of one device apart; what is believed is the JWT, which the
 * site's back end has signed. Where both are empty nobody is signed in, and whoever was here is forgotten.
 */
export interface SiteUser {
  id: string
  jwt: string
}

/** What the site that embeds the chat has chosen. */
export interface HostSettings {
  /** The page the visitor is on, without query and fragment: these may hold secrets of the site. */
  pageUrl: string
  locale: string
  colorScheme: ColorScheme
  /** `#rrggbb`; null for the chat's own colour. */
  color: string | null
  user: SiteUser | null
}

export type HostMessage =
  | { type: 'support-desk:init'; settings: HostSettings }
  | { type: 'support-desk:user'; user: SiteUser }
  | { type: 'support-desk:opened'; pageUrl: string }

/** What a site may listen to. Details hold ids only, never what was written. */
export interface ChatEvents {
  'conversation:started': { conversationId: string }
  'message:sent': { conversationId: string; messageId: string }
  'message:received': { conversationId: string; messageId: string; from: 'bot' | 'person' }
  error: { message: string }
}

export type ChatEventName = keyof ChatEvents

export type FrameMessage =
  | { type: 'support-desk:ready' }
  | { type: 'support-desk:close' }
  | { type: 'support-desk:event'; name: ChatEventName; detail: ChatEvents[ChatEventName] }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Whether data that came by postMessage is of this protocol at all; who sent it is checked apart. */
export function isBridgeMessage(data: unknown): data is HostMessage | FrameMessage {
  return isRecord(data) && typeof data.type === 'string' && data.type.startsWith('support-desk:')
}
