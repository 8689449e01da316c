import type { HostSettings } from '../shared/bridge.ts'
import { hexColour, readableOn } from '../shared/colour.ts'

/** Takes over the colours that the site around the chat has chosen. */
export function applyAppearance({ colorScheme, color }: HostSettings, root = document.documentElement): void {
  if (colorScheme === 'auto') delete root.dataset.theme
  else root.dataset.theme = colorScheme
  const accent = hexColour(color)
  if (accent === null) return
  root.style.setProperty('--accent', accent)
  root.style.setProperty('--on-accent', readableOn(accent))
}
