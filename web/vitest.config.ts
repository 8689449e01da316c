import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.{ts,tsx}'],
    unstubGlobals: true,
    restoreMocks: true,
    isolate: false,
    testTimeout: 20_000,
  },
})
