import { vi } from 'vitest'

/** What jsdom lacks, for it lays nothing out: every media query matches, or none does, and nothing changes its size. */
export function stubLayout({ queriesMatch }: { queriesMatch: boolean }): void {
  vi.stubGlobal('matchMedia', () => ({
    matches: queriesMatch,
    addEventListener() {},
    removeEventListener() {},
  }))
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
}
