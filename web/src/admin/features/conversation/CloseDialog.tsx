import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { Conversation } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useChangeConversation } from './api/change-conversation.ts'

interface CloseDialogProps {
  conversation: Conversation
  isOpen: boolean
  onDone: () => void
}

/** Closes a conversation with the note that says how it ended. */
export function CloseDialog({ conversation, isOpen, onDone }: CloseDialogProps) {
  const [notes, setNotes] = useState(conversation.notes ?? '')
  const change = useChangeConversation(conversation.id)
  const close = (event: SyntheticEvent) => {
    event.preventDefault()
    change.mutate({ status: 'closed', notes: notes.trim() }, { onSuccess: onDone })
  }

  return (
    <Modal
      opened={isOpen}
      onClose={onDone}
      title="Close this conversation"
      centered
      closeButtonProps={{ 'aria-label': 'Cancel' }}
    >
      <form onSubmit={close}>
        <Stack>
          <Textarea
            label="Note"
            description="For your team: how it ended, what is left to do."
            autosize
            minRows={4}
            maxRows={12}
            data-autofocus
            value={notes}
            onChange={(event) => setNotes(event.currentTarget.value)}
          />
          {change.isError && <ErrorNotice error={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onDone}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending}>
              Close conversation
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
