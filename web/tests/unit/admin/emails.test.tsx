import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { AdminConfig, Notice } from '../../../src/admin/api/types.ts'
import { EmailNotice } from '../../../src/admin/app/EmailNotice.tsx'
import { CONFIG_KEY } from '../../../src/admin/app/use-config.ts'
import { Emails } from '../../../src/admin/features/conversation/Emails.tsx'

function banner(config: AdminConfig | undefined): string {
  const queries = new QueryClient()
  if (config) queries.setQueryData(CONFIG_KEY, config)
  return renderToStaticMarkup(
    <QueryClientProvider client={queries}>
      <EmailNotice />
    </QueryClientProvider>,
  )
}

const notice = (more: Partial<Notice>): Notice => ({
  kind: 'escalation',
  state: 'sent',
  detail: null,
  raised_at: '2026-11-22T10:00:00Z',
  done_at: '2026-11-22T10:00:02Z',
  ...more,
})

const emails = (...notices: Notice[]): string => renderToStaticMarkup(<Emails notices={notices} />)

test('where nobody is written to the dashboard says so, and how to change it', () => {
  const shown = banner({ demonstration: false, email_notices: false })
  expect(shown).toContain('E-mail notices are off')
  expect(shown).toContain('TICKETING_SMTP_URL')
})

test.each([{ demonstration: true, email_notices: true }, undefined])(
  'otherwise, and until it is known, it says nothing',
  (config) => {
    expect(banner(config)).toBe('')
  },
)

test('a conversation shows what has become of each e-mail', () => {
  const shown = emails(
    notice({}),
    notice({ kind: 'reply', state: 'refused', detail: '550 <No such user>' }),
    notice({ kind: 'age', state: 'waiting', done_at: null }),
  )
  expect(shown).toContain('About the escalation')
  expect(shown).toContain('Refused by the e-mail server: 550 &lt;No such user&gt;')
  expect(shown).toContain('Waits to be sent')
})

test('one that reached nobody is told apart from those that did, with the reason', () => {
  const detail = 'Nobody knows where to write to the visitor.'
  const shown = emails(notice({ kind: 'reply', state: 'dropped', detail }))
  expect(shown).toContain('A reply, to the visitor')
  expect(shown).toMatch(new RegExp(`<dd class="[^"]+">Not sent: ${detail}</dd>`))
  expect(emails(notice({ kind: 'reply' }))).toContain('<dd>Sent</dd>')
})

test('where none was called for nothing is said of e-mails', () => {
  expect(emails()).toBe('')
})
