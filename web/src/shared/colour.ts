const HEX = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i

/** `#rrggbb` of a three- or six-digit hex colour; null for anything else. */
export function hexColour(value: string | null | undefined): string | null {
  if (!value || !HEX.test(value)) return null
  if (value.length === 7) return value.toLowerCase()
  return `#${Array.from(value.slice(1), (digit) => digit + digit).join('')}`.toLowerCase()
}

/** Black or white, whichever reads better on `hex` (`#rrggbb`), by WCAG's relative luminance. */
export function readableOn(hex: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(parseInt(hex.slice(at, at + 2), 16) / 255),
  )
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000'
}

const linear = (channel: number): number =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
