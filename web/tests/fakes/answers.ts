import { setTimeout as sleep } from 'node:timers/promises'
import type { FakeConversation } from './gateway.ts'

const ANSWER = `Payments go straight to your **Stripe account**, usually within two working days.

1. A customer books and pays by card.
2. Rezvo takes its fee of 1.4 % + 20p.
3. The rest is paid out to your bank.

You can see every payout under *Settings → Payments*. More at https://rezvo.app/help/payments.`

const SOURCES = [
  { title: 'How payouts work', url: 'https://rezvo.app/help/payouts' },
  { title: 'Fees and pricing', url: 'https://rezvo.app/help/fees' },
]

let turns = 0

/** Puts the conversation before a person, as the button asks, or writes an answer word by word, as a worker does. */
export async function answerSlowly(conversation: FakeConversation, pauseMs = 60): Promise<void> {
  const turn = { turn_id: `turn-${++turns}`, attempt: 1 }
  await sleep(700)
  conversation.say('reply.started', turn)
  if (conversation.posts.at(-1)?.wants_person === true) {
    handOver(conversation, turn.turn_id)
    return
  }
  let text = ''
  for (const word of ANSWER.split(/(?<= )/)) {
    conversation.say('reply.delta', { ...turn, offset: Array.from(text).length, text: word })
    text += word
    conversation.partial = { ...turn, text }
    await sleep(pauseMs)
  }
  conversation.complete(turn.turn_id, text, { sources: SOURCES })
}

function handOver(conversation: FakeConversation, turnId: string): void {
  conversation.complete(turnId, 'A person from our team will answer here as soon as they can.')
  conversation.handOver()
}
