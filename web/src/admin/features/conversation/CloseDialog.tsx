import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { Conversation } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import type { Edition } from './api/edition.ts'
import { useChangeConversation } from './api/change-conversation.ts'

interface CloseDialogProps {
  conversation: Conversation & Edition
  onDone: () => void
}

/** Closes a conversation with the note that says how it ended. */
export function CloseDialog({ conversation, onDone }: CloseDialogProps) {
  const [before] = useState(conversation.notes)
  const [notes, setNotes] = useState(before ?? '')
  const change = useChangeConversation(conversation)
  const close = (event: SyntheticEvent) => {
    event.preventDefault()
    change.mutate({ status: 'closed', notes: notes.trim() }, { onSuccess: onDone })
  }

  return (
    <Modal
      opened
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
          {conversation.notes !== before && (
            <Text size="sm">Somebody has changed the note meanwhile. It is now: {conversation.notes}</Text>
          )}
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
