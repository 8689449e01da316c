/** Writes the types of the APIs anew from docs/contracts/openapi: `npm run api`. */
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { inProject } from './app.ts'

const HEADER = '/** Generated from docs/contracts/openapi by `npm run api`: do not edit. */\n\n'

export const SERVICES = ['gateway', 'ticketing', 'analytics'] as const

export type Service = (typeof SERVICES)[number]

export const typesFile = (service: Service): string => inProject(`src/shared/api/${service}.d.ts`)

/** The types of what a browser may call of a service; what services say among themselves is left out. */
export async function apiTypes(service: Service): Promise<string> {
  const text = await readFile(inProject(`../docs/contracts/openapi/${service}.json`), 'utf8')
  const document = JSON.parse(text) as OpenAPI3
  const paths = Object.entries(document.paths ?? {}).filter(([path]) => path.startsWith('/api/'))
  return HEADER + astToString(await openapiTS({ ...document, paths: Object.fromEntries(paths) }))
}

if (import.meta.main)
  for (const service of SERVICES) await writeFile(typesFile(service), await apiTypes(service))
