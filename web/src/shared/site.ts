/** One command of a site: the name of a method of `SupportDesk` and what it is called with. */
export type Command = readonly [name: string, ...args: unknown[]]

declare global {
  interface Window {
    /** An array of commands until the loader is there, then what runs them. */
    SupportDesk?: { push: (...commands: Command[]) => unknown }
  }
}
