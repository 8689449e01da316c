import { Anchor, Stack } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { whoAnswers } from '../../ui/escalations.ts'
import { Loading } from '../../ui/Loading.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatusMark } from '../../ui/StatusMark.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { Actions } from './Actions.tsx'
import { isGone, useConversation, type ReadConversation } from './api/get-conversation.ts'
import { Composer } from './Composer.tsx'
import styles from './conversation-page.module.css'
import { Emails } from './Emails.tsx'
import { Escalation } from './Escalation.tsx'
import { Facts } from './Facts.tsx'
import { Messages } from './Messages.tsx'
import { Notes } from './Notes.tsx'
import { Privacy } from './Privacy.tsx'

export function ConversationPage() {
  const { id } = useParams({ from: '/conversations/$id' })
  const { data: conversation, isPending, error, refetch } = useConversation(id)
  if (isPending) return <Loading />
  const notice = error && <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!conversation || isGone(error)) return <NoConversation>{notice}</NoConversation>
  return (
    <Stack>
      {notice}
      <div>
        <ConversationView conversation={conversation} />
      </div>
    </Stack>
  )
}

/** In the place of a conversation that could not be had or is not there any more: nothing of it stays to be read. */
function NoConversation({ children }: { children: ReactNode }) {
  useTitle('Conversation')
  return (
    <Stack align="flex-start">
      <BackToList />
      {children}
    </Stack>
  )
}

const BackToList = () => (
  <Anchor size="sm" renderRoot={(props) => <Link to="/conversations" {...props} />}>
    All conversations
  </Anchor>
)

function ConversationView({ conversation }: { conversation: ReadConversation }) {
  return (
    <>
      <BackToList />
      <PageHead
        title={conversation.summary ?? 'No message yet'}
        hint={
          <span className={styles.hint}>
            <StatusMark status={conversation.status} />
            {conversation.status !== 'closed' && whoAnswers(conversation)}
          </span>
        }
        actions={<Actions conversation={conversation} />}
      />
      <div className={styles.columns}>
        <div>
          <Escalation conversation={conversation} />
          <Messages messages={conversation.messages} site={siteOf(conversation.page_url)} />
          <Composer key={conversation.id} conversation={conversation} />
        </div>
        <div>
          <Facts conversation={conversation} />
          <Emails notices={conversation.notices} />
          <Notes key={conversation.id} conversationId={conversation.id} />
          <Privacy conversationId={conversation.id} />
        </div>
      </div>
    </>
  )
}

/** The origin of the page that the visitor wrote from; empty where it is not known. */
const siteOf = (pageUrl: string | null): string =>
  pageUrl === null ? '' : (URL.parse(pageUrl)?.origin ?? '')
