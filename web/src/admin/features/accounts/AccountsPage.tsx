import { Text } from '@mantine/core'
import { PageHead } from '../../ui/PageHead.tsx'
import { useSession } from '../session/api/get-session.ts'
import { AccountList } from './AccountList.tsx'
import { ApiKeyList } from './ApiKeyList.tsx'

export function AccountsPage() {
  const { data: session } = useSession()
  if (session?.role !== 'admin')
    return (
      <>
        <PageHead title="Accounts" hint="Who may sign in." />
        <Text>Only admins see this page.</Text>
      </>
    )
  return (
    <>
      <PageHead title="Accounts" hint="Who may sign in, and what they may do." />
      <AccountList />
      <ApiKeyList />
    </>
  )
}
