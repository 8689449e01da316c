import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useSession } from '../session/api/get-session.ts'
import { useErase } from './api/erase.ts'
import styles from './privacy.module.css'

/** For admins: everything that is kept of a conversation, given out or gone for good. */
export function Privacy({ conversationId }: { conversationId: string }) {
  const { data: session } = useSession()
  const [isErasing, erasing] = useDisclosure()
  if (session?.role !== 'admin') return null
  return (
    <section className={styles.privacy} aria-label="Privacy">
      <Group gap="xs">
        <Button
          component="a"
          variant="default"
          href={`/api/support/conversations/${conversationId}/export`}
          download
        >
          Export
        </Button>
        <Button variant="default" onClick={erasing.open}>
          Erase
        </Button>
      </Group>
      <EraseDialog conversationId={conversationId} isOpen={isErasing} onDone={erasing.close} />
    </section>
  )
}

interface EraseDialogProps {
  conversationId: string
  isOpen: boolean
  onDone: () => void
}

/** Asks once more before it does it, and then leaves the page, which has nothing to show any more. */
function EraseDialog({ conversationId, isOpen, onDone }: EraseDialogProps) {
  const erase = useErase(conversationId)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const leave = async () => {
    await navigate({ to: '/conversations' })
    await queries.invalidateQueries()
  }
  return (
    <Modal
      opened={isOpen}
      onClose={onDone}
      title="Erase this conversation"
      centered
      closeButtonProps={{ 'aria-label': 'Cancel' }}
    >
      <Stack>
        <Text>
          Everything that was said goes, here and in every other service, for good. The figures stay.
        </Text>
        {erase.isError && <ErrorNotice error={erase.error} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onDone}>
            Cancel
          </Button>
          <Button
            color="red.9"
            loading={erase.isPending}
            onClick={() => erase.mutate(undefined, { onSuccess: () => void leave() })}
          >
            Erase for good
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
