/** The element of a page that an app draws itself into. */
export function mountPoint(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (!element) throw new Error(`The page has no element with the id "${id}".`)
  return element
}
