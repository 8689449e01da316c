import type { ReactNode } from 'react'
import { safeUrl } from './parse.ts'

/** A link to another site where the address is an http(s) one, otherwise its words alone. */
export function SafeLink({ url, children }: { url: string; children: ReactNode }) {
  const href = safeUrl(url)
  if (href === null) return <>{children}</>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}
