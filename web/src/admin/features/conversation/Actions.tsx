import { Button, Group, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useSession } from '../session/api/get-session.ts'
import type { Conversation } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useChangeConversation } from './api/change-conversation.ts'
import { useClaim } from './api/claim.ts'
import type { Edition } from './api/edition.ts'
import { useHandBack } from './api/hand-back.ts'
import { CloseDialog } from './CloseDialog.tsx'
import { StatusMenu } from './StatusMenu.tsx'

/** What one can do with a conversation; a viewer only looks. */
export function Actions({ conversation }: { conversation: Conversation & Edition }) {
  const { data: session } = useSession()
  const change = useChangeConversation(conversation)
  const claim = useClaim(conversation.id)
  const handBack = useHandBack(conversation)
  const [isClosing, closing] = useDisclosure()
  if (!session || session.role === 'viewer') return null

  const { assigned_to: holder, handled_by, status } = conversation
  const isClosed = status === 'closed'
  const isMine = status === 'in_progress' && holder === session.email
  const isAnothers = holder !== null && holder !== session.email
  const error = change.error ?? claim.error ?? handBack.error
  return (
    <Stack gap="sm" align="flex-end">
      <Group gap="xs">
        <StatusMenu
          status={status}
          isBusy={change.isPending}
          onChange={(next) => (next === 'closed' ? closing.open() : change.mutate({ status: next }))}
        />
        {handled_by === 'person' && (
          <Button variant="default" loading={handBack.isPending} onClick={() => handBack.mutate()}>
            Give back to the bot
          </Button>
        )}
        {!isMine && !isClosed && (
          <Button
            variant="default"
            loading={claim.isPending}
            onClick={() => claim.mutate({ takeOver: isAnothers })}
          >
            {isAnothers ? `Take it over from ${holder}` : 'Take it'}
          </Button>
        )}
        {!isClosed && <Button onClick={closing.open}>Close with a note</Button>}
      </Group>
      {error && <ErrorNotice error={error} />}
      {isClosing && <CloseDialog conversation={conversation} onDone={closing.close} />}
    </Stack>
  )
}
