import { Button, Group, Textarea } from '@mantine/core'
import { useRef, useState, type KeyboardEvent, type SyntheticEvent } from 'react'
import type { Conversation } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useSession } from '../session/api/get-session.ts'
import type { Edition } from './api/edition.ts'
import { useReply } from './api/reply.ts'
import { CannedReplyMenu } from './CannedReplyMenu.tsx'
import styles from './composer.module.css'

/** Where a person answers the visitor; a viewer only looks. */
export function Composer({ conversation }: { conversation: Conversation & Edition }) {
  const { data: session } = useSession()
  const [content, setContent] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const reply = useReply(conversation)
  if (!session || session.role === 'viewer') return null

  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    const words = content.trim()
    if (words === '' || reply.isPending) return
    reply.mutate(words, { onSuccess: () => setContent('') })
    field.current?.focus()
  }
  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(event)
  }
  const insert = (words: string) => {
    setContent((before) => (before.trim() === '' ? words : `${before.trimEnd()}\n\n${words}`))
    field.current?.focus()
  }
  return (
    <form className={styles.composer} aria-label="Reply to the visitor" onSubmit={send}>
      <Textarea
        ref={field}
        label="Reply"
        description={hint(conversation)}
        autosize
        minRows={3}
        maxRows={14}
        readOnly={reply.isPending}
        value={content}
        onChange={(event) => setContent(event.currentTarget.value)}
        onKeyDown={sendOnEnter}
      />
      {reply.isError && <ErrorNotice error={reply.error} />}
      <Group justify="space-between" gap="xs">
        <CannedReplyMenu onChoose={insert} />
        <Button type="submit" ml="auto" disabled={content.trim() === ''} loading={reply.isPending}>
          Send reply
        </Button>
      </Group>
    </form>
  )
}

const SEEN =
  'The visitor sees it under your name: at once while the chat is on their screen, else when they come back.'

const hint = ({ status, handled_by }: Conversation): string => {
  if (status === 'closed') return `${SEEN} It reopens the conversation, and the bot falls silent.`
  return handled_by === 'person' ? SEEN : `${SEEN} The bot falls silent.`
}
