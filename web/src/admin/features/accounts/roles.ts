import type { Role } from '../../api/types.ts'

/** What each role may do, the least first. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'Viewer: reads',
  agent: 'Agent: works tickets',
  admin: 'Admin: may do everything',
}

export const ROLES = (Object.keys(ROLE_WORDS) as Role[]).map((value) => ({ value, label: ROLE_WORDS[value] }))
