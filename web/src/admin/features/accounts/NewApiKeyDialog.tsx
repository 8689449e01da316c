import { Button, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useCreateApiKey, type NewApiKey } from './api/api-keys.ts'
import { ROLES } from './roles.ts'
import { ShownOnce } from './ShownOnce.tsx'

export function NewApiKeyDialog({ onDone }: { onDone: () => void }) {
  const create = useCreateApiKey()
  const form = useForm<NewApiKey>({
    initialValues: { name: '', role: 'viewer' },
    validate: { name: (value) => (value.trim() === '' ? 'Say what the key is for.' : null) },
  })
  const submit = form.onSubmit(({ name, role }) => create.mutate({ name: name.trim(), role }))
  return (
    <Modal
      opened
      onClose={onDone}
      title="Add an API key"
      centered
      closeOnClickOutside={!create.data}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {create.data?.secret ? (
        <ShownOnce title={`The key “${create.data.name}”`} secret={create.data.secret} onDone={onDone} />
      ) : (
        <form noValidate onSubmit={submit}>
          <Stack>
            {create.isError && <ErrorNotice error={create.error} />}
            <TextInput
              label="Name"
              description="What it is for: letters, digits, spaces, dots and dashes."
              autoComplete="off"
              data-autofocus
              {...form.getInputProps('name')}
            />
            <Select label="Role" data={ROLES} allowDeselect={false} {...form.getInputProps('role')} />
            <Button type="submit" loading={create.isPending}>
              Add
            </Button>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
