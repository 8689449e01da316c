import { Button, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Ticket } from '../../api/types.ts'
import { ConversationRows } from '../../ui/ConversationRows.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { waiting } from '../../ui/format.ts'
import { Loading } from '../../ui/Loading.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useSession } from '../session/api/get-session.ts'
import { useTickets } from './api/get-tickets.ts'
import { EMPTY_WORDS, HOLDERS, isOf, type Holder } from './holders.ts'
import { remarks } from './remarks.ts'

export function QueuePage() {
  const tickets = useTickets()
  const { data: session } = useSession()
  const [holder, setHolder] = useState<Holder>('anyone')
  const queue = (tickets.data?.pages.flatMap((page) => page.tickets) ?? []).filter((ticket) =>
    isOf(holder, ticket, session?.email),
  )
  return (
    <>
      <PageHead title="Queue" hint="Conversations that wait for a person, most urgent first." />
      <SegmentedControl
        aria-label="Whose tickets"
        mb="md"
        data={HOLDERS}
        value={holder}
        onChange={setHolder}
      />
      {tickets.isPending && <Loading />}
      {tickets.isError && <ErrorNotice error={tickets.error} onRetry={() => void tickets.refetch()} />}
      {tickets.isSuccess && queue.length === 0 && <Text>{EMPTY_WORDS[holder]}</Text>}
      {(queue.length > 0 || tickets.hasNextPage) && (
        <Stack align="flex-start">
          {queue.length > 0 && <ConversationRows label="Queue" rows={queue.map(row)} />}
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
