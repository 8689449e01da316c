const SVG = 'http://www.w3.org/2000/svg'
const CHAT = 'M20 11.5a7.5 7.5 0 0 1-11 6.6L4.5 19.5l1.3-4A7.5 7.5 0 1 1 20 11.5z'
const CLOSE = 'M6 9l6 6 6-6'

/** The round button in the corner. */
export class Launcher {
  readonly element = document.createElement('button')
  readonly #path = document.createElementNS(SVG, 'path')
  readonly #badge = document.createElement('span')
  readonly #label: string

  constructor(label: string, onClick: () => void) {
    this.#label = label
    this.element.type = 'button'
    this.element.addEventListener('click', onClick)
    this.element.append(this.#drawing(), this.#badge)
    this.show(false, 0)
  }

  /** @param unread answers that came while the chat was closed */
  show(isOpen: boolean, unread: number): void {
    const news = unread > 0 ? `, ${unread} new` : ''
    this.element.setAttribute('aria-label', isOpen ? 'Close chat' : this.#label + news)
    this.element.setAttribute('aria-expanded', String(isOpen))
    this.#path.setAttribute('d', isOpen ? CLOSE : CHAT)
    this.#badge.textContent = unread > 0 ? String(unread) : ''
  }

  #drawing(): SVGElement {
    const svg = document.createElementNS(SVG, 'svg')
    svg.setAttribute('viewBox', '0 0 24 24')
    svg.setAttribute('aria-hidden', 'true')
    svg.append(this.#path)
    return svg
  }
}
