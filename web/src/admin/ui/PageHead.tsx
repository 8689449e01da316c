import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './page-head.module.css'
import { useTitle } from './use-title.ts'

interface PageHeadProps {
  title: string
  hint: ReactNode
  actions?: ReactNode
}

export function PageHead({ title, hint, actions }: PageHeadProps) {
  useTitle(title)
  return (
    <header className={styles.head}>
      <div>
        <Title order={1} size="h2">
          {title}
        </Title>
        <p className={styles.hint}>{hint}</p>
      </div>
      {actions}
    </header>
  )
}
