import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { Handler } from './http.ts'

const DIST = new URL('../../dist/', import.meta.url).pathname
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

const policy = (style: string): string =>
  `default-src 'none'; script-src 'self'; style-src ${style}; connect-src 'self'; img-src 'self' data:; ` +
  "font-src 'self'; frame-src 'self'"

/** The built pages, under the content security policies that the real servers send. */
export const pages: Handler = async ({ path, response }) => {
  const file = fileOf(path)
  const body = await readFile(file).catch(() => null)
  if (body === null) return false
  const isAdmin = path.startsWith('/admin')
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': policy(isAdmin ? "'self' 'unsafe-inline'" : "'self'"),
    'Cache-Control': 'no-store',
  })
  response.end(body)
  return true
}

function fileOf(path: string): string {
  const local = normalize(path)
  if (local.startsWith('/widget/')) return join(DIST, local.endsWith('/') ? `${local}index.html` : local)
  if (local.startsWith('/admin')) return join(DIST, extname(local) === '' ? '/admin/index.html' : local)
  return join(DIST, local === '/' ? '/demo/index.html' : local)
}
