import { defineConfig } from 'vitest/config'
import { inProject } from './app.ts'

/** Tests in Chromium against a running system: BASE_URL, ADMIN_EMAIL and ADMIN_PASSWORD say which and who. */
export default defineConfig({
  root: inProject(''),
  test: {
    include: ['tests/browser/**/*.test.ts'],
    globalSetup: ['tests/browser/support/provide-system.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
})
