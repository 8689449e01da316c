import { reduce, type Action } from '../protocol/reduce.ts'
import { emptyThread, type ThreadState } from '../protocol/state.ts'

type Listener = (state: ThreadState, before: ThreadState, action: Action) => void

/** The one place where the thread changes. */
export class ThreadStore {
  #state = emptyThread
  readonly #listeners = new Set<Listener>()

  get state(): ThreadState {
    return this.#state
  }

  apply(action: Action): void {
    const before = this.#state
    this.#state = reduce(before, action)
    if (this.#state !== before) this.#listeners.forEach((listener) => listener(this.#state, before, action))
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
