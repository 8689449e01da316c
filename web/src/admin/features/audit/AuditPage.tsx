import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { dateTime } from '../../ui/format.ts'
import { Loading } from '../../ui/Loading.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useAudit } from './api/get-audit.ts'
import { ACTION_WORDS, changeWords } from './words.ts'
import styles from './audit.module.css'

const TYPING_MS = 300

export function AuditPage() {
  const [who, setWho] = useState('')
  const [which, setWhich] = useState('')
  const [filters] = useDebouncedValue({ who: who.trim(), which: which.trim() }, TYPING_MS)
  const found = useAudit(filters)
  const entries = found.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <>
      <PageHead title="Audit trail" hint="Who did what, newest first." />
      <div className={styles.bar} role="search">
        <TextInput
          label="Who"
          placeholder="Email, or key:name"
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        <TextInput
          label="Which"
          placeholder="Id of a conversation, an account or a key"
          value={which}
          onChange={(event) => setWhich(event.currentTarget.value)}
        />
      </div>
      {found.isPending && <Loading />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && entries.length === 0 && <Text>Nothing has been done that fits.</Text>}
      {entries.length > 0 && (
        <Stack align="flex-start">
          <ul className={styles.rows} aria-label="Audit trail">
            {entries.map((entry) => (
              <li key={entry.id} className={styles.row}>
                <span>
                  <strong>{entry.who}</strong> {ACTION_WORDS[entry.what]}
                </span>
                <span className={styles.remark}>
                  <time dateTime={entry.at}>{dateTime(entry.at)}</time> · {entry.which}
                </span>
                {changeWords(entry).map((change) => (
                  <span key={change} className={styles.remark}>
                    {change}
                  </span>
                ))}
              </li>
            ))}
          </ul>
          {found.hasNextPage && (
            <Button
              variant="default"
              loading={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              Load more
            </Button>
          )}
        </Stack>
      )}
    </>
  )
}
