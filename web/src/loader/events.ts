import type { ChatEvents } from '../shared/bridge.ts'

export interface DeskEvents extends ChatEvents {
  /** Commands work. A listener that comes later is called at once. */
  ready: Record<string, never>
  opened: Record<string, never>
  closed: Record<string, never>
}

export type EventName = keyof DeskEvents
export type EventListener<Name extends EventName = EventName> = (detail: DeskEvents[Name]) => void

/** The listeners of a site. One that throws hurts neither the others nor the chat. */
export class Events {
  readonly #listeners = new Map<EventName, Set<EventListener>>()
  #isReady = false

  on<Name extends EventName>(name: Name, listener: EventListener<Name>): void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener as EventListener))
    if (name === 'ready' && this.#isReady) call(listener as EventListener, {})
  }

  off<Name extends EventName>(name: Name, listener: EventListener<Name>): void {
    this.#listeners.get(name)?.delete(listener as EventListener)
  }

  emit<Name extends EventName>(name: Name, detail: DeskEvents[Name]): void {
    if (name === 'ready') this.#isReady = true
    this.#listeners.get(name)?.forEach((listener) => call(listener, detail))
  }
}

function call(listener: EventListener, detail: DeskEvents[EventName]): void {
  try {
    listener(detail)
  } catch (error) {
    reportError(error)
  }
}
