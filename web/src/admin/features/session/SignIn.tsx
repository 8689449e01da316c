import { Button, PasswordInput, Stack, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ReactNode } from 'react'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { useSignIn } from './api/sign-in.ts'
import styles from './sign-in.module.css'

export function SignIn({ notice }: { notice: ReactNode }) {
  useTitle('Sign in')
  const signIn = useSignIn()
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.includes('@') ? null : 'Enter the email address of your account.'),
      password: (value) => (value === '' ? 'Enter your password.' : null),
    },
  })

  return (
    <main className={styles.page}>
      <form className={styles.form} noValidate onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
        {notice}
        <Title order={1} size="h2">
          Support desk
        </Title>
        <p className={styles.hint}>
          Sign in to see what your visitors ask, and to help where the assistant cannot.
        </p>
        <Stack>
          {signIn.isError && <ErrorNotice error={signIn.error} />}
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </main>
  )
}
