import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterEach, beforeAll, afterAll, expect } from 'vitest'
import { urlOf } from './system.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = ['--headless', '--no-sandbox', '--disable-quic', '--disable-background-networking']

/** Chromium's word for a network interface that came or went on this machine, which no page can help. */
const NETWORK_CHANGED = 'ERR_NETWORK_CHANGED'

/** What a page said that it should not have. */
const faults: string[] = []
let expected: RegExp | null = null
let browser: Browser

export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

/**
 * A Chromium for the tests of a file. A test in which a page logs an error, throws one, opens a dialog or asks another
 * origin for anything has failed, unless it said that it expects so.
 */
export function withBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  })

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    const unexpected = faults.splice(0).filter((fault) => !expected?.test(fault))
    expected = null
    expect(unexpected).toEqual([])
  })

  afterAll(() => browser.close())
}

/** Lets a test go on where the console names something that belongs to it, such as a refused sign-in. */
export const expectFault = (pattern: RegExp): void => {
  expected = pattern
}

/** A visitor who has never been here. */
export async function openPage(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
  const page = await context.newPage()
  watch(page)
  await page.goto(urlOf(path))
  return page
}

function watch(page: Page): void {
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes(NETWORK_CHANGED))
      faults.push(`console: ${message.text()}`)
  })
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== new URL(urlOf('/')).origin)
      faults.push(`request to ${origin}`)
  })
}
