import { Button, Stack, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Conversation } from '../../api/types.ts'
import { ConversationRows } from '../../ui/ConversationRows.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { ago, count, dollars } from '../../ui/format.ts'
import { Loading } from '../../ui/Loading.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useConversations } from './api/get-conversations.ts'
import { FilterBar } from './FilterBar.tsx'
import { readFilters } from './filters.ts'

export function ConversationsPage() {
  const filters = useSearch({ from: '/conversations' })
  const navigate = useNavigate({ from: '/conversations' })
  const found = useConversations(filters)
  const conversations = found.data?.pages.flatMap((page) => page.conversations) ?? []

  return (
    <>
      <PageHead title="Conversations" hint="Everything visitors asked, newest first." />
      <FilterBar
        filters={filters}
        onChange={(search) => void navigate({ search: readFilters(search), replace: true })}
      />
      {found.isPending && <Loading />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      <Stack align="flex-start">
        {conversations.length > 0 && <ConversationRows label="Conversations" rows={conversations.map(row)} />}
        {found.isSuccess && conversations.length === 0 && (
          <Text>
            {found.hasNextPage
              ? 'No conversation so far. There are older ones to look through.'
              : 'No conversation matches these filters.'}
          </Text>
        )}
        {found.hasNextPage && (
          <Button
            variant="default"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            Load more
          </Button>
        )}
      </Stack>
    </>
  )
}

const row = (conversation: Conversation) => ({
  conversation,
  remarks: [remark(conversation)],
  figure: dollars(conversation.cost_usd),
})

function remark({ created_at, source, message_count, escalation_reason }: Conversation): string {
  const messages = `${count(message_count)} ${message_count === 1 ? 'message' : 'messages'}`
  return [ago(created_at), source, messages, escalation_reason].filter(Boolean).join(' · ')
}
