import { Anchor } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { whoAnswers } from '../../ui/escalations.ts'
import { Loading } from '../../ui/Loading.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatusMark } from '../../ui/StatusMark.tsx'
import { Actions } from './Actions.tsx'
import { useConversation, type ReadConversation } from './api/get-conversation.ts'
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
  const conversation = useConversation(id)
  if (conversation.isPending) return <Loading />
  if (!conversation.data)
    return <ErrorNotice error={conversation.error} onRetry={() => void conversation.refetch()} />
  return <ConversationView conversation={conversation.data} />
}

function ConversationView({ conversation }: { conversation: ReadConversation }) {
  return (
    <>
      <Anchor size="sm" renderRoot={(props) => <Link to="/conversations" {...props} />}>
        All conversations
      </Anchor>
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
