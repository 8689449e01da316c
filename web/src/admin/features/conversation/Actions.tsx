import { Button, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useSession } from '../session/api/get-session.ts'
import type { Conversation } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useChangeConversation } from './api/change-conversation.ts'
import { CloseDialog } from './CloseDialog.tsx'
import { StatusMenu } from './StatusMenu.tsx'

/** What one can do with a conversation; a viewer only looks. */
export function Actions({ conversation }: { conversation: Conversation }) {
  const { data: session } = useSession()
  const change = useChangeConversation(conversation.id)
  const [isClosing, closing] = useDisclosure()
  if (!session || session.role === 'viewer') return null

  const isClosed = conversation.status === 'closed'
  const isMine = conversation.status === 'in_progress' && conversation.assigned_to === session.email
  return (
    <Stack gap="sm" align="flex-end">
      <Group gap="xs">
        <StatusMenu
          status={conversation.status}
          isBusy={change.isPending}
          onChange={(status) => (status === 'closed' ? closing.open() : change.mutate({ status }))}
        />
        {conversation.handled_by === 'person' && (
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => change.mutate({ status: 'auto_resolved' })}
          >
            Give back to the bot
          </Button>
        )}
        {!isMine && !isClosed && (
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => change.mutate({ status: 'in_progress', assigned_to: session.email })}
          >
            Take it
          </Button>
        )}
        {!isClosed && <Button onClick={closing.open}>Close with a note</Button>}
      </Group>
      {change.isError && <ErrorNotice error={change.error} />}
      <CloseDialog conversation={conversation} isOpen={isClosing} onDone={closing.close} />
    </Stack>
  )
}
