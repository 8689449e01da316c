import type { AuditEntry } from '../../api/types.ts'

export const ACTION_WORDS: Readonly<Record<AuditEntry['what'], string>> = {
  'conversation.begun': 'logged a conversation',
  'conversation.changed': 'changed a conversation',
  'conversation.exported': 'exported a conversation',
  'conversation.replied': 'answered a visitor',
  'conversation.erased': 'erased a conversation',
  'message.logged': 'logged a message',
  'note.added': 'noted something',
  'canned_reply.added': 'added a canned reply',
  'canned_reply.changed': 'changed a canned reply',
  'canned_reply.deleted': 'deleted a canned reply',
  'account.created': 'added an account',
  'account.changed': 'changed an account',
  'account.deleted': 'deleted an account',
  'password.changed': 'set a password',
  'api_key.created': 'added an API key',
  'api_key.revoked': 'revoked an API key',
}

type Changes = Pick<AuditEntry, 'before' | 'after'>

/** What changed, a field each: "status: open → closed". */
export function changeWords({ before, after }: Changes): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.map((name) => `${name}: ${sides(before[name], after[name]).join(' → ')}`)
}

type Value = AuditEntry['before'][string] | undefined

const sides = (before: Value, after: Value): string[] =>
  [before, after].filter((value) => value !== undefined).map((value) => String(value ?? 'none'))
