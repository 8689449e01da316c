import type { Scope } from '../../api/types.ts'

/** What a program may do with a key of this scope. */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  'conversations:read': 'read conversations',
  'conversations:write': 'work tickets',
  'conversations:log': 'log conversations that take place elsewhere',
  'canned-replies:write': 'write canned replies',
  'analytics:read': 'read the figures',
  'audit:read': 'read the audit trail',
  'privacy:manage': 'export and erase conversations',
  'accounts:manage': 'say who may sign in, as an admin does',
}

export const SCOPES = Object.keys(SCOPE_WORDS) as Scope[]
