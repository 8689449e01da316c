import { useEffect, useState } from 'react'
import { backoffMs } from '../../shared/backoff.ts'
import { fetchConfig, type ChatConfig } from '../api/config.ts'
import type { GatewayClient } from '../api/gateway.ts'

const WAITS = { firstMs: 1_000, maxMs: 30_000 }

/** The gateway's configuration, asked for until it comes; null until then. */
export function useConfig(client: GatewayClient): ChatConfig | null {
  const [config, setConfig] = useState<ChatConfig | null>(null)
  const [tries, setTries] = useState(0)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const again = () => {
      timer = setTimeout(() => setTries(tries + 1), backoffMs(tries, WAITS))
    }
    fetchConfig(client).then(setConfig, again)
    return () => clearTimeout(timer)
  }, [client, tries])

  return config
}
