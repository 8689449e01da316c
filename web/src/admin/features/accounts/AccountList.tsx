import { Button, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import type { Account } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { ago } from '../../ui/format.ts'
import { Loading } from '../../ui/Loading.tsx'
import { useAccounts } from './api/accounts.ts'
import { ChangeAccountDialog } from './ChangeAccountDialog.tsx'
import { NewAccountDialog } from './NewAccountDialog.tsx'
import { ROLE_WORDS } from './roles.ts'
import styles from './accounts.module.css'

export function AccountList() {
  const accounts = useAccounts()
  const [isNew, creating] = useDisclosure()
  const [changed, setChanged] = useState<Account | null>(null)
  return (
    <section className={styles.section} aria-labelledby="people">
      <div className={styles.head}>
        <Title order={2} size="h3" id="people">
          People
        </Title>
        <Button onClick={creating.open}>Add a person</Button>
      </div>
      {accounts.isPending && <Loading />}
      {accounts.isError && <ErrorNotice error={accounts.error} onRetry={() => void accounts.refetch()} />}
      {accounts.isSuccess && (
        <ul className={styles.rows} aria-label="Accounts">
          {accounts.data.map((account) => (
            <li key={account.id} className={styles.row}>
              <div className={styles.who}>
                <span className={styles.name}>{account.name || account.email}</span>
                <span className={styles.remark}>{remark(account)}</span>
              </div>
              <Button
                variant="default"
                size="xs"
                aria-label={`Change ${account.email}`}
                onClick={() => setChanged(account)}
              >
                Change
              </Button>
            </li>
          ))}
        </ul>
      )}
      {isNew && <NewAccountDialog onDone={creating.close} />}
      {changed && <ChangeAccountDialog account={changed} onDone={() => setChanged(null)} />}
    </section>
  )
}

function remark({ name, email, role, disabled, last_sign_in_at }: Account): string {
  const seen = last_sign_in_at === null ? 'never signed in' : `signed in ${ago(last_sign_in_at)}`
  return [name && email, ROLE_WORDS[role], disabled ? 'Disabled' : seen].filter(Boolean).join(' · ')
}
