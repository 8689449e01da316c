import type { Locator, Page } from 'playwright-core'
import { openPage } from './browser.ts'
import { account, urlOf } from './system.ts'

const APPEARS_MS = 20_000
const RELOAD_MS = 1_000

/** The dashboard, signed in. */
export class Desk {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  static async open(options: Parameters<typeof openPage>[1] = {}): Promise<Desk> {
    const desk = new Desk(await openPage('/admin/', options))
    await desk.signIn(account().password)
    await desk.heading('Queue').waitFor()
    return desk
  }

  async signIn(password: string): Promise<void> {
    await this.page.getByLabel('Email').fill(account().email)
    await this.page.getByLabel('Password', { exact: true }).fill(password)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, level: 1 })
  }

  /** Opens the conversation that began with this question, as soon as ticketing has it. */
  async openConversation(question: string): Promise<void> {
    const found = this.page.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: question })
    const deadline = Date.now() + APPEARS_MS
    do {
      await this.page.goto(urlOf(`/admin/conversations?text=${encodeURIComponent(question)}`))
      await found.waitFor({ timeout: RELOAD_MS }).catch(() => null)
    } while (!(await found.isVisible()) && Date.now() < deadline)
    await found.click()
    await this.heading(question).waitFor()
  }
}
