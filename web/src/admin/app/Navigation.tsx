import { Anchor, Button, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Session } from '../api/types.ts'
import { useSignOut } from '../features/session/api/sign-out.ts'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Icon } from '../ui/Icon.tsx'
import styles from './navigation.module.css'

const PLACES = [
  { to: '/', label: 'Queue', icon: 'queue' },
  { to: '/conversations', label: 'Conversations', icon: 'conversations' },
  { to: '/overview', label: 'Overview', icon: 'overview' },
] as const

const FOR_ADMINS = [
  { to: '/accounts', label: 'Accounts', icon: 'accounts' },
  { to: '/audit', label: 'Audit trail', icon: 'audit' },
] as const

export function Navigation({ session, onNavigate }: { session: Session; onNavigate: () => void }) {
  const signOut = useSignOut()
  const places = session.role === 'admin' ? [...PLACES, ...FOR_ADMINS] : PLACES
  return (
    <div className={styles.navigation}>
      <p className={styles.brand}>Support desk</p>
      <nav aria-label="Main">
        {places.map(({ to, label, icon }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            className={styles.place}
            onClick={onNavigate}
          >
            <Icon name={icon} />
            {label}
          </Link>
        ))}
      </nav>
      <footer className={styles.account}>
        <Text size="sm" fw={550} truncate title={session.email}>
          {session.email}
        </Text>
        <Text size="sm" c="dimmed" tt="capitalize">
          {session.role}
        </Text>
        <Anchor
          size="sm"
          display="block"
          mt={4}
          renderRoot={(props) => <Link to="/password" onClick={onNavigate} {...props} />}
        >
          Change password
        </Anchor>
        <Stack gap="xs" mt="sm" align="flex-start">
          {signOut.error && <ErrorNotice error={signOut.error} />}
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="signOut" size={16} />}
            loading={signOut.isPending}
            onClick={() => signOut.mutate()}
          >
            Sign out
          </Button>
        </Stack>
      </footer>
    </div>
  )
}
