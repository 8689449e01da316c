import type { ColorScheme, HostSettings, SiteUser } from '../shared/bridge.ts'
import { hexColour } from '../shared/colour.ts'

/** What a site says of the chat in the `data-*` attributes of its script tag. */
export interface LoaderSettings {
  /** Where the chat app lives: the origin that served this script. */
  origin: string
  /** `data-position`: the corner of the launcher. */
  position: 'left' | 'right'
  /** `data-color`: `#rgb` or `#rrggbb`; null for the chat's own colour. */
  color: string | null
  /** `data-theme`: light, dark, or auto (as the visitor's device has it). */
  colorScheme: ColorScheme
  /** `data-locale`, else the language of the page. */
  locale: string
  /** `data-label`: the words of the launcher for those who cannot see it. */
  label: string
  /** `data-hide-launcher`: present when the site opens the chat by its own buttons. */
  hideLauncher: boolean
  /** `data-z-index`. */
  zIndex: number
  /** Set by the site with `setUser`. */
  user: SiteUser | null
}

const TOPMOST = 2147483000

export function settingsOf(script: HTMLScriptElement): LoaderSettings {
  const { position, color, theme, locale, label, hideLauncher, zIndex } = script.dataset
  return {
    origin: new URL(script.src, location.href).origin,
    position: position === 'left' ? 'left' : 'right',
    color: hexColour(color),
    colorScheme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    locale: locale || document.documentElement.lang || navigator.language,
    label: label || 'Chat with us',
    hideLauncher: hideLauncher !== undefined && hideLauncher !== 'false',
    zIndex: Number(zIndex) || TOPMOST,
    user: null,
  }
}

export const hostSettings = (settings: LoaderSettings): HostSettings => ({ ...settings, pageUrl: pageUrl() })

/** The visitor's page without query and fragment. */
export const pageUrl = (): string => location.origin + location.pathname
