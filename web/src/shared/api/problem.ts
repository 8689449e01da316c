/** An error answer of any service, as RFC 9457 has it: `application/problem+json`. */
export interface Problem {
  title: string
  status: number
  detail?: string
}

/** A request that a server refused, in the server's own words. */
export class ProblemError extends Error {
  readonly problem: Problem
  /** Seconds after which the server wants to be asked again; null where it did not say. */
  readonly retryAfterSeconds: number | null

  constructor(problem: Problem, retryAfterSeconds: number | null) {
    super(problem.detail ?? problem.title)
    this.name = 'ProblemError'
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }

  get status(): number {
    return this.problem.status
  }
}

/** The error for a refused response whose body is `body` (parsed JSON, or text from a proxy). */
export function problemFrom(response: Response, body: unknown): ProblemError {
  return new ProblemError(
    { ...describe(response, body), status: response.status },
    retryAfter(response.headers.get('Retry-After')),
  )
}

function describe(response: Response, body: unknown): { title: string; detail?: string } {
  const { title, detail } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  return {
    title: typeof title === 'string' ? title : `The server answered ${response.status}`,
    ...(typeof detail === 'string' && { detail }),
  }
}

/** Seconds of a Retry-After header, which holds seconds or an HTTP date. */
export function retryAfter(header: string | null, now = Date.now()): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, (date - now) / 1000)
}

/** What openapi-fetch gives. */
export interface Result<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** The data of an openapi-fetch result; throws a ProblemError where the server refused. */
export function unwrap<Data>(result: Result<Data>): Data {
  if (!result.response.ok) throw problemFrom(result.response, result.error)
  return result.data as Data
}
