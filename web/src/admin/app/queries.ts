import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ProblemError } from '../../shared/api/problem.ts'
import { SESSION } from '../features/session/api/get-session.ts'

const RETRIES = 2

/** A request that is refused for good is not repeated; one that finds no session leads back to the sign-in. */
export function createQueries(): QueryClient {
  const signOutWhenOver = (error: Error) => {
    if (isStatus(error, 401)) queries.setQueryData(SESSION, null)
  }
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: signOutWhenOver }),
    mutationCache: new MutationCache({ onError: signOutWhenOver }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < RETRIES && !isRefusal(error),
      },
    },
  })
  return queries
}

const isStatus = (error: Error, status: number): boolean =>
  error instanceof ProblemError && error.status === status

const isRefusal = (error: Error): boolean => error instanceof ProblemError && error.status < 500
