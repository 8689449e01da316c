import { useEffect, useState } from 'react'
import { backoffMs } from '../../shared/backoff.ts'
import { fetchConfig, type ChatConfig } from '../api/config.ts'
import type { GatewayClient } from '../api/gateway.ts'

const WAITS = { firstMs: 1_000, maxMs: 10_000 }

interface Asking {
  /** Null until it has come. */
  config: ChatConfig | null
  isFailing: boolean
}

/** The gateway's configuration, asked for until it comes; at once where the network is back. */
export function useConfig(client: GatewayClient): Asking {
  const [config, setConfig] = useState<ChatConfig | null>(null)
  const [failures, setFailures] = useState(0)

  useEffect(() => {
    if (config) return
    const ask = () => void fetchConfig(client).then(setConfig, () => setFailures(failures + 1))
    if (failures === 0) ask()
    const timer = failures === 0 ? undefined : setTimeout(ask, backoffMs(failures - 1, WAITS))
    window.addEventListener('online', ask)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('online', ask)
    }
  }, [client, config, failures])

  return { config, isFailing: config === null && failures > 0 }
}
