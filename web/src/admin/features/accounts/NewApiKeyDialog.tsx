import { Button, Checkbox, Modal, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useCreateApiKey, type NewApiKey } from './api/api-keys.ts'
import { SCOPES, SCOPE_WORDS } from './scopes.ts'
import { ShownOnce } from './ShownOnce.tsx'

export function NewApiKeyDialog({ onDone }: { onDone: () => void }) {
  const create = useCreateApiKey()
  const form = useForm<NewApiKey>({
    initialValues: { name: '', scopes: [] },
    validate: {
      name: (value) => (value.trim() === '' ? 'Say what the key is for.' : null),
      scopes: (value) => (value.length === 0 ? 'Choose what it may do.' : null),
    },
  })
  const submit = form.onSubmit(({ name, scopes }) => create.mutate({ name: name.trim(), scopes }))
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
            <Checkbox.Group label="It may" {...form.getInputProps('scopes')}>
              <Stack gap="xs" mt="xs">
                {SCOPES.map((scope) => (
                  <Checkbox key={scope} value={scope} label={SCOPE_WORDS[scope]} />
                ))}
              </Stack>
            </Checkbox.Group>
            <Button type="submit" loading={create.isPending}>
              Add
            </Button>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
