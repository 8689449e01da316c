import type { FrameLocator, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

const ANSWER_MS = 30_000

/** The chat on a page, as a visitor uses it. */
export class Chat {
  readonly page: Page
  readonly frame: FrameLocator
  readonly launcher: Locator
  readonly field: Locator
  /** Answers that are complete, in order. */
  readonly answers: Locator
  /** The answer that is being written. */
  readonly writing: Locator

  constructor(page: Page) {
    this.page = page
    this.launcher = page.locator('support-desk').getByRole('button')
    this.frame = page.frameLocator('support-desk iframe')
    this.field = this.frame.getByRole('textbox', { name: 'Your message' })
    const log = this.frame.getByRole('log')
    this.answers = log.locator('article:not([aria-busy])', {
      has: this.frame.getByText('Assistant', { exact: true }),
    })
    this.writing = log.locator('article[aria-busy]')
  }

  async open(): Promise<void> {
    await this.launcher.click()
    await this.field.waitFor()
  }

  /** Sends a message and waits until the thread has taken it. */
  async say(text: string): Promise<void> {
    await this.field.fill(text)
    await this.field.press('Enter')
    await this.frame.getByRole('log').getByText(text).waitFor()
  }

  /** The words of the answer number `number` (from 1), once it is complete. */
  async answer(number = 1): Promise<string> {
    const answer = this.answers.nth(number - 1)
    await answer.waitFor({ timeout: ANSWER_MS })
    const words = await answer.locator('.markdown').innerText()
    expect(words).not.toBe('')
    return words
  }
}
