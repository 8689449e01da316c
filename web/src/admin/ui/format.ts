const LOCALE = 'en-GB'

const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const

/** An age in its largest whole unit: "3 hours"; null below a minute. */
function duration(seconds: number): string | null {
  const fitting = UNITS.find((candidate) => seconds >= candidate.seconds)
  if (!fitting) return null
  const whole = Math.floor(seconds / fitting.seconds)
  return new Intl.NumberFormat(LOCALE, { style: 'unit', unit: fitting.unit, unitDisplay: 'long' }).format(
    whole,
  )
}

export const waiting = (seconds: number): string => duration(seconds) ?? 'Just now'

export function ago(time: string, now = Date.now()): string {
  const passed = duration((now - Date.parse(time)) / 1000)
  return passed === null ? 'just now' : `${passed} ago`
}

const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' })

export const dateTime = (time: string): string => moment.format(new Date(time))

const whole = new Intl.NumberFormat(LOCALE)

export const count = (value: number): string => whole.format(value)

/** Dollars; small amounts down to the micro-dollar, because that is what an answer costs. */
export function dollars(value: number): string {
  const digits = value !== 0 && Math.abs(value) < 1 ? 6 : 2
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value)
}

const oneDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 })

export const decimal = (value: number): string => oneDigit.format(value)

export const percent = (value: number): string => `${decimal(value)} %`

const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** The day and month of a date like 2026-11-22. */
export const dayOfMonth = (date: string): string => day.format(new Date(date))
