import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { apiTypes, SERVICES, typesFile } from '../../../builds/api-types.ts'

test.each(SERVICES)('the types of %s are those of its contract (else: npm run api)', async (service) => {
  expect(await readFile(typesFile(service), 'utf8')).toBe(await apiTypes(service))
})
