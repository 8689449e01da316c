import { inject } from 'vitest'

/** The running system that the tests are for, and an admin's account of it. */
export interface System {
  baseUrl: string
  email: string
  password: string
}

declare module 'vitest' {
  interface ProvidedContext {
    system: System
  }
}

export const account = (): { email: string; password: string } => inject('system')

export const urlOf = (path: string): string => new URL(path, inject('system').baseUrl).href
