import { Alert, Button, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useChangePassword } from './api/change-password.ts'

export function PasswordPage() {
  const change = useChangePassword()
  const form = useForm({
    initialValues: { current: '', chosen: '', again: '' },
    validate: {
      current: (value) => (value === '' ? 'Enter your present password.' : null),
      chosen: (value) => (value === '' ? 'Enter a new password.' : null),
      again: (value, { chosen }) => (value === chosen ? null : 'This is not the same.'),
    },
  })
  const submit = form.onSubmit(({ current, chosen }) =>
    change.mutate({ current_password: current, new_password: chosen }, { onSuccess: form.reset }),
  )
  return (
    <>
      <PageHead title="Change password" hint="You stay signed in here, and nowhere else." />
      <form noValidate onSubmit={submit}>
        <Stack maw="24rem">
          {change.isError && <ErrorNotice error={change.error} />}
          {change.isSuccess && (
            <Alert variant="outline" role="status">
              Your password is changed.
            </Alert>
          )}
          <PasswordInput
            label="Present password"
            autoComplete="current-password"
            {...form.getInputProps('current')}
          />
          <PasswordInput
            label="New password"
            description="Long is good: four unrelated words, for example."
            autoComplete="new-password"
            {...form.getInputProps('chosen')}
          />
          <PasswordInput
            label="New password, again"
            autoComplete="new-password"
            {...form.getInputProps('again')}
          />
          <Button type="submit" loading={change.isPending}>
            Change password
          </Button>
        </Stack>
      </form>
    </>
  )
}
