import { Anchor } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ConversationWithMessages } from '../../api/types.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatusMark } from '../../ui/StatusMark.tsx'
import { Actions } from './Actions.tsx'
import { useConversation } from './api/get-conversation.ts'
import styles from './conversation-page.module.css'
import { Facts } from './Facts.tsx'
import { Messages } from './Messages.tsx'

export function ConversationPage() {
  const { id } = useParams({ from: '/conversations/$id' })
  const conversation = useConversation(id)
  if (conversation.isPending) return <Loading />
  if (!conversation.data)
    return <ErrorNotice error={conversation.error} onRetry={() => void conversation.refetch()} />
  return <ConversationView conversation={conversation.data} />
}

function ConversationView({ conversation }: { conversation: ConversationWithMessages }) {
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
            {conversation.escalation_reason}
          </span>
        }
        actions={<Actions conversation={conversation} />}
      />
      <div className={styles.columns}>
        <Messages messages={conversation.messages} />
        <Facts conversation={conversation} />
      </div>
    </>
  )
}
