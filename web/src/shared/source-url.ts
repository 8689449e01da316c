/**
 * The address of an article: a path is one of `site`, an origin. A path that would lead to another site stays as it
 * is, so that it becomes no link.
 */
export function sourceUrl(url: string, site: string): string {
  const page = url.startsWith('/') ? URL.parse(url, site) : null
  return page?.origin === site ? page.href : url
}
