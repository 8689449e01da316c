import type { TestProject } from 'vitest/node'
import type { System } from './system.ts'

const NEEDED = ['BASE_URL', 'ADMIN_EMAIL', 'ADMIN_PASSWORD'] as const

/** Tells the tests which system they are for, or ends the run in one sentence where nobody said. */
export default function provideSystem(project: TestProject): void {
  const missing = NEEDED.filter((name) => !process.env[name])
  if (missing.length > 0)
    throw new Error(
      `Set ${missing.join(', ')}: the browser tests need a running system and an account of it.`,
    )
  const [baseUrl = '', email = '', password = ''] = NEEDED.map((name) => process.env[name])
  project.provide('system', { baseUrl, email, password } satisfies System)
}
