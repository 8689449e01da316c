import { Button, Modal, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Account } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useChangeAccount, useDeleteAccount } from './api/accounts.ts'
import { DeleteAccount } from './DeleteAccount.tsx'
import { ROLES } from './roles.ts'
import { ShownOnce } from './ShownOnce.tsx'
import styles from './accounts.module.css'

export function ChangeAccountDialog({ account, onDone }: { account: Account; onDone: () => void }) {
  const change = useChangeAccount(account.id)
  const remove = useDeleteAccount(account.id)
  const { name, role, disabled } = account
  const form = useForm({ initialValues: { name, role, disabled } })
  const error = change.error ?? remove.error
  const isBusy = change.isPending || remove.isPending

  return (
    <Modal
      opened
      onClose={onDone}
      title={account.email}
      centered
      closeOnClickOutside={!change.data?.password}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {change.data?.password ? (
        <ShownOnce title="The new password" secret={change.data.password} onDone={onDone} />
      ) : (
        <form onSubmit={form.onSubmit((values) => change.mutate(values, { onSuccess: onDone }))}>
          <Stack>
            {error && <ErrorNotice error={error} />}
            <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps('name')} />
            <Select label="Role" data={ROLES} allowDeselect={false} {...form.getInputProps('role')} />
            <Switch
              label="Disabled"
              description="Cannot sign in; the account stays."
              {...form.getInputProps('disabled', { type: 'checkbox' })}
            />
            <Button type="submit" loading={change.isPending} disabled={isBusy}>
              Save
            </Button>
            <div className={styles.buttons}>
              <Button
                variant="default"
                disabled={isBusy}
                onClick={() => change.mutate({ random_password: true })}
              >
                New random password
              </Button>
              <DeleteAccount
                isBusy={isBusy}
                isPending={remove.isPending}
                onDelete={() => remove.mutate(undefined, { onSuccess: onDone })}
              />
            </div>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
