import axe from 'axe-core'
import type { Frame, Page } from 'playwright-core'
import { expect } from 'vitest'

/** What fades in is pale until it is there. */
const isAtRest = () =>
  document.getAnimations().every((animation) => !(animation instanceof CSSTransition)) &&
  [...document.querySelectorAll('[role=dialog]')].every((dialog) => getComputedStyle(dialog).opacity === '1')

/** Fails where axe finds anything serious or critical, naming what and where. */
export async function expectAccessible(place: Page | Frame): Promise<void> {
  await place.waitForFunction(isAtRest)
  await place.evaluate(axe.source)
  const found = await place.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
  expect(found).toEqual([])
}
