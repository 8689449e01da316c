/** Waits that can be cut short, all at once: when the network is back, nobody wants to sit out a backoff. */
export class Pauses {
  readonly #wakers = new Set<(value?: unknown) => void>()

  /** Resolves after `ms`, or earlier on `wake` and when `signal` aborts. */
  pause(ms: number, signal?: AbortSignal): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const timer = setTimeout(resolve, ms)
    this.#wakers.add(resolve)
    signal?.addEventListener('abort', resolve)
    if (signal?.aborted) resolve(undefined)
    return promise.finally(() => {
      clearTimeout(timer)
      this.#wakers.delete(resolve)
      signal?.removeEventListener('abort', resolve)
    })
  }

  wake(): void {
    this.#wakers.forEach((resolve) => resolve())
  }
}
