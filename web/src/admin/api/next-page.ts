const NEXT = /<([^>]*)>\s*;\s*rel="?next"?/

/** The cursor of the next page, from a `Link` header; null on the last page. */
export function nextCursor(link: string | null): string | null {
  const [, address] = NEXT.exec(link ?? '') ?? []
  return address === undefined ? null : new URL(address, 'http://any').searchParams.get('cursor')
}
