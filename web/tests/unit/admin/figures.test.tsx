import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Figures } from '../../../src/admin/features/overview/Figures.tsx'
import { analytics } from './builders.ts'

const figures = (more: Parameters<typeof analytics>[0]): string =>
  renderToStaticMarkup(<Figures analytics={analytics(more)} />)

test('what visitors say of their conversations stands among the figures', () => {
  const shown = figures({ solved_pct: 66.7, avg_score: 3.33 })
  expect(shown).toContain('<dt>Solved, say visitors</dt><dd>66.7 %</dd>')
  expect(shown).toContain('<dt>Average score</dt><dd>3.3 of 5</dd>')
})

test('where nobody said anything there is no such figure, and none of them is nothing', () => {
  expect(figures({})).not.toMatch(/Solved|score/)
  expect(figures({ solved_pct: 0 })).toContain('<dd>0 %</dd>')
})
