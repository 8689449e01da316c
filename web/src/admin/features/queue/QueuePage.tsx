import { Button, Stack, Text } from '@mantine/core'
import type { Ticket } from '../../api/types.ts'
import { ConversationRows } from '../../ui/ConversationRows.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { waiting } from '../../ui/format.ts'
import { Loading } from '../../ui/Loading.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useTickets } from './api/get-tickets.ts'
import { remarks } from './remarks.ts'

export function QueuePage() {
  const tickets = useTickets()
  const queue = tickets.data?.pages.flatMap((page) => page.tickets) ?? []
  return (
    <>
      <PageHead title="Queue" hint="Conversations that wait for a person, most urgent first." />
      {tickets.isPending && <Loading />}
      {tickets.isError && <ErrorNotice error={tickets.error} onRetry={() => void tickets.refetch()} />}
      {tickets.isSuccess && queue.length === 0 && (
        <Text>Nobody is waiting. New conversations appear by themselves.</Text>
      )}
      {queue.length > 0 && (
        <Stack align="flex-start">
          <ConversationRows label="Queue" rows={queue.map(row)} />
          {tickets.hasNextPage && (
            <Button
              variant="default"
              loading={tickets.isFetchingNextPage}
              onClick={() => void tickets.fetchNextPage()}
            >
              Load more
            </Button>
          )}
        </Stack>
      )}
    </>
  )
}

const row = (ticket: Ticket) => ({
  conversation: ticket,
  remarks: remarks(ticket),
  figure: waiting(ticket.age_seconds),
})
