import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { unwrap } from '../../../../shared/api/problem.ts'
import { api } from '../../../api/client.ts'

const REFRESH_MS = 60_000

/** The figures of the last `days` days. */
export const useAnalytics = (days: number) =>
  useQuery({
    queryKey: ['analytics', days],
    queryFn: async () => unwrap(await api.GET('/api/support/analytics', { params: { query: { days } } })),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
