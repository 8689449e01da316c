/** A message of the visitor on its way: kept until the thread shows it. */
export interface Outgoing {
  /** The visitor's own id: sending it again is the same message. */
  clientMessageId: string
  content: string
  /** The visitor pressed the button that asks for a person. */
  wantsPerson: boolean
  status: 'sending' | 'sent' | 'failed'
  /** The server's id, once it is known. */
  messageId: string | null
  /** Why it failed, in words for the visitor. */
  reason: string | null
}

type Outbox = readonly Outgoing[]

type Draft = Pick<Outgoing, 'clientMessageId' | 'content' | 'wantsPerson'>

export const compose = ({ clientMessageId, content, wantsPerson }: Draft): Outgoing => ({
  clientMessageId,
  content,
  wantsPerson,
  status: 'sending',
  messageId: null,
  reason: null,
})

const change = (outbox: Outbox, clientMessageId: string, changes: Partial<Outgoing>): Outbox =>
  outbox.map((item) => (item.clientMessageId === clientMessageId ? { ...item, ...changes } : item))

export const fail = (outbox: Outbox, clientMessageId: string, reason: string): Outbox =>
  change(outbox, clientMessageId, { status: 'failed', reason })

export const retry = (outbox: Outbox, clientMessageId: string): Outbox =>
  change(outbox, clientMessageId, { status: 'sending', reason: null })

/**
 * The server answered: this message has that id. Where another message of the same words had been taken for it,
 * the two change places.
 */
export function accept(outbox: Outbox, clientMessageId: string, messageId: string): Outbox {
  const accepted = outbox.find((item) => item.clientMessageId === clientMessageId)
  const mistaken = outbox.find((item) => item.messageId === messageId && item !== accepted)
  const settled = change(outbox, clientMessageId, { status: 'sent', messageId, reason: null })
  if (!accepted || !mistaken) return settled
  return change(settled, mistaken.clientMessageId, { messageId: accepted.messageId })
}

/**
 * The thread shows a visitor's message before its acceptance was heard (or that answer was lost): the first
 * message of the same words without an id is taken to be it. It is still sent, which settles the id.
 */
export function recognise(outbox: Outbox, messageId: string, content: string): Outbox {
  if (outbox.some((item) => item.messageId === messageId)) return outbox
  const same = outbox.find((item) => item.messageId === null && item.content === content)
  return same ? change(outbox, same.clientMessageId, { messageId }) : outbox
}

/** The next message to send: they go one after the other, so that they arrive in order. */
export const nextToSend = (outbox: Outbox): Outgoing | undefined =>
  outbox.find((item) => item.status === 'sending')

/** What a later page must send or offer again. */
export const unsettled = (outbox: Outbox): Outbox => outbox.filter((item) => item.status !== 'sent')
