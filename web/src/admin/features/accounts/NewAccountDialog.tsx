import { Button, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useCreateAccount, type NewAccount } from './api/accounts.ts'
import { ROLES } from './roles.ts'
import { ShownOnce } from './ShownOnce.tsx'

export function NewAccountDialog({ onDone }: { onDone: () => void }) {
  const create = useCreateAccount()
  const form = useForm<NewAccount>({
    initialValues: { email: '', name: '', role: 'agent' },
    validate: { email: (value) => (value.includes('@') ? null : 'Enter an email address.') },
  })
  return (
    <Modal
      opened
      onClose={onDone}
      title="Add a person"
      centered
      closeOnClickOutside={!create.data}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {create.data?.password ? (
        <ShownOnce
          title={`The password of ${create.data.email}`}
          secret={create.data.password}
          onDone={onDone}
        />
      ) : (
        <form noValidate onSubmit={form.onSubmit((values) => create.mutate(values))}>
          <Stack>
            {create.isError && <ErrorNotice error={create.error} />}
            <TextInput
              label="Email"
              type="email"
              autoComplete="off"
              data-autofocus
              {...form.getInputProps('email')}
            />
            <TextInput label="Name" autoComplete="off" {...form.getInputProps('name')} />
            <Select label="Role" data={ROLES} allowDeselect={false} {...form.getInputProps('role')} />
            <Button type="submit" loading={create.isPending}>
              Add with a random password
            </Button>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
