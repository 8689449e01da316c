import type { Command } from '../shared/site.ts'

type Api = Readonly<Record<string, (...args: never[]) => void>>

/** The global of a page: an array of commands before the script is there, afterwards the methods themselves. */
export type Desk = Api & { push: (...commands: Command[]) => void }

/**
 * The global that takes the place of the queue: `push` runs commands at once. What a site got wrong is named on its
 * console and harms nothing.
 */
export function deskOf(api: Api, complain: (message: string) => void): Desk {
  const run = (command: Command) => {
    const [name, ...args] = command
    const method = Object.hasOwn(api, name) ? api[name] : undefined
    if (method) method(...(args as never[]))
    else complain(`SupportDesk knows no "${name}".`)
  }
  return { ...api, push: (...commands) => commands.forEach(run) }
}

/** The commands that a page left before the script was there, in order. */
export const queued = (before: unknown): Command[] =>
  Array.isArray(before) ? before.filter((entry): entry is Command => Array.isArray(entry)) : []
