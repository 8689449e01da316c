import { Button, Textarea } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { dateTime } from '../../ui/format.ts'
import { useSession } from '../session/api/get-session.ts'
import { useAddNote, useNotes } from './api/notes.ts'
import styles from './notes.module.css'

/** What the desk notes for itself: no visitor ever sees it. */
export function Notes({ conversationId }: { conversationId: string }) {
  const { data: session } = useSession()
  const notes = useNotes(conversationId)
  const mayWrite = session && session.role !== 'viewer'
  if (!mayWrite && notes.data?.length === 0) return null
  return (
    <section className={styles.notes} aria-labelledby="internal-notes">
      <h2 id="internal-notes">Internal notes</h2>
      {notes.isError && <ErrorNotice error={notes.error} onRetry={() => void notes.refetch()} />}
      {notes.data && notes.data.length > 0 && (
        <ol aria-label="Internal notes">
          {notes.data.map(({ id, author, content, created_at }) => (
            <li key={id}>
              <p>{content}</p>
              <footer>
                {author}, <time dateTime={created_at}>{dateTime(created_at)}</time>
              </footer>
            </li>
          ))}
        </ol>
      )}
      {mayWrite && <NewNote conversationId={conversationId} />}
    </section>
  )
}

function NewNote({ conversationId }: { conversationId: string }) {
  const [content, setContent] = useState('')
  const add = useAddNote(conversationId)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (content.trim() !== '') add.mutate(content.trim(), { onSuccess: () => setContent('') })
  }
  return (
    <form onSubmit={submit}>
      <Textarea
        label="New note"
        description="For your team only."
        autosize
        minRows={2}
        maxRows={8}
        value={content}
        onChange={(event) => setContent(event.currentTarget.value)}
      />
      {add.isError && <ErrorNotice error={add.error} />}
      <Button type="submit" variant="default" disabled={content.trim() === ''} loading={add.isPending}>
        Add note
      </Button>
    </form>
  )
}
