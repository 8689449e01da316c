import { Button, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ApiKey } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { ago, dateTime } from '../../ui/format.ts'
import { Loading } from '../../ui/Loading.tsx'
import { useApiKeys, useRevokeApiKey } from './api/api-keys.ts'
import { NewApiKeyDialog } from './NewApiKeyDialog.tsx'
import { SCOPE_WORDS } from './scopes.ts'
import styles from './accounts.module.css'

export function ApiKeyList() {
  const keys = useApiKeys()
  const [isNew, creating] = useDisclosure()
  return (
    <section className={styles.section} aria-labelledby="machines">
      <div className={styles.head}>
        <Title order={2} size="h3" id="machines">
          API keys
        </Title>
        <Button variant="default" onClick={creating.open}>
          Add an API key
        </Button>
      </div>
      <Text c="dimmed">For programs that work with the desk.</Text>
      {keys.isPending && <Loading />}
      {keys.isError && <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isSuccess && keys.data.length > 0 && (
        <ul className={styles.rows} aria-label="API keys">
          {keys.data.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      {isNew && <NewApiKeyDialog onDone={creating.close} />}
    </section>
  )
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const revoke = useRevokeApiKey(apiKey.id)
  const [isSure, sure] = useDisclosure()
  return (
    <li className={styles.row}>
      <div className={styles.who}>
        <span className={styles.name}>{apiKey.name}</span>
        <span className={styles.remark}>{may(apiKey)}</span>
        <span className={styles.remark}>{remark(apiKey)}</span>
      </div>
      <Button
        variant={isSure ? 'filled' : 'default'}
        color="red"
        size="xs"
        loading={revoke.isPending}
        aria-label={isSure ? `Revoke ${apiKey.name} for good` : `Revoke ${apiKey.name}`}
        onClick={() => (isSure ? revoke.mutate() : sure.open())}
      >
        {isSure ? 'Revoke for good' : 'Revoke'}
      </Button>
      {revoke.isError && <ErrorNotice error={revoke.error} />}
    </li>
  )
}

const may = ({ scopes }: ApiKey) =>
  scopes.length === 0 ? 'May do nothing' : `May ${scopes.map((scope) => SCOPE_WORDS[scope]).join(', ')}`

function remark({ created_by, last_used_at, expires_at }: ApiKey): string {
  const used = last_used_at === null ? 'never used' : `used ${ago(last_used_at)}`
  const until = expires_at === null ? null : `until ${dateTime(expires_at)}`
  return [used, until, `made by ${created_by}`].filter(Boolean).join(' · ')
}
