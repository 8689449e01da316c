import createClient from 'openapi-fetch'
import type { components, paths } from '../../shared/api/gateway.d.ts'

/** How long one request may take; a stream has its own limits. */
const REQUEST_TIMEOUT_MS = 15_000

export type GatewayClient = ReturnType<typeof gatewayClient>
export type Schemas = components['schemas']

/** What a visitor's browser holds of its conversation: the token opens this conversation and no other. */
export interface Credentials {
  conversationId: string
  token: string
}

/** The gateway at `baseUrl`; empty for the origin of the page. */
export const gatewayClient = (baseUrl = '') => createClient<paths>({ baseUrl })

export const inTime = (): AbortSignal => AbortSignal.timeout(REQUEST_TIMEOUT_MS)

export const bearer = ({ token }: Pick<Credentials, 'token'>) => ({ Authorization: `Bearer ${token}` })
