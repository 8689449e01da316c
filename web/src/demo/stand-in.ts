import createClient from 'openapi-fetch'
import type { paths } from '../shared/api/gateway.d.ts'

/** Shows the notice where the gateway says that answers do not come from Claude. */
export async function tellOfStandIn(notice: HTMLElement | null): Promise<void> {
  const config = await createClient<paths>()
    .GET('/api/chat/config')
    .catch(() => null)
  if (notice && config?.data) notice.hidden = !config.data.demonstration
}
