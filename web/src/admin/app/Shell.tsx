import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import type { Session } from '../api/types.ts'
import { useLiveFeed } from './live-feed.ts'
import { Navigation } from './Navigation.tsx'
import styles from './shell.module.css'

/** The frame of every page: navigation beside it, or behind a button where there is no room. */
export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const [isOpen, { toggle, close }] = useDisclosure()
  useLiveFeed()
  return (
    <AppShell
      padding={0}
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
    >
      <AppShell.Header hiddenFrom="sm" className={styles.header}>
        <Group h="100%" px="md" gap="sm">
          <Burger
            opened={isOpen}
            onClick={toggle}
            size="sm"
            aria-label={isOpen ? 'Close menu' : 'Open menu'}
          />
          <Text fw={700}>Support desk</Text>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar>
        <Navigation session={session} onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main>
        <div className={styles.page}>{children}</div>
      </AppShell.Main>
    </AppShell>
  )
}
