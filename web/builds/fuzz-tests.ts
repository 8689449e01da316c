import { mergeConfig } from 'vitest/config'
import browserTests from './browser-tests.ts'

/** The same for naughty texts: FUZZ_PLAN names the file that says which, and where they were sent. */
export default mergeConfig(
  { ...browserTests, test: { ...browserTests.test, include: [] } },
  { test: { include: ['tests/fuzz/**/*.test.ts'] } },
)
