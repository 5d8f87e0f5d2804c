import { expect, it } from 'vitest';
import { searched } from '../../test/rates.js';
import { readSvg } from '../../test/read-svg.js';
import { drawRates } from './draw-rates.js';

const { search } = searched;
const draw = (changes: Partial<typeof search> = {}) => readSvg(drawRates({ ...search, ...changes }) ?? '');
const classed = (tags: ReturnType<typeof readSvg>, name: string) =>
  tags.filter(({ attributes }) => attributes.includes(`class="${name}"`));
const countOf = (path: string) => (path.match(/[ML]/g) ?? []).length;

it('draws the loss of each step and the smoothed one, and leaves out what would hide them', () => {
  const tags = draw();
  const texts = tags.map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining(['each step', 'smoothed', 'learning rate', 'loss', '1e-5', '0.1']));
  const most = 1.2 * search.smoothedLosses[0]!;
  const shown = (losses: readonly number[]) => losses.filter((loss) => loss <= most).length;
  expect(shown(search.losses)).toBeLessThan(shown(search.smoothedLosses));
  expect(countOf(classed(tags, 'line line0')[0]!.attributes)).toBe(shown(search.losses));
  expect(countOf(classed(tags, 'line line1')[0]!.attributes)).toBe(shown(search.smoothedLosses));
});

it('marks the suggestion on the smoothed curve, and rules the rate of the strategy', () => {
  const tags = draw();
  const texts = tags.map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining(['0.0019: 0.563', 'now 1e-4']));
  expect(classed(tags, 'mark')).toHaveLength(1);
  expect(classed(tags, 'rule')).toHaveLength(1);
  expect(tags[2]?.text).toBe(
    '40 rates from 1e-7 to 6.31. Suggested: 0.0019. The smoothed loss falls from 0.7 to 0.33.',
  );
});

it('marks nothing without a suggestion, and rules nothing that was not tried', () => {
  const tags = draw({ suggestion: null, stage: { ...search.stage, learningRate: 100 } });
  expect(classed(tags, 'mark')).toHaveLength(0);
  expect(classed(tags, 'rule')).toHaveLength(0);
  expect(tags[2]?.text).toContain('No suggestion.');
});

it('needs two rates', () => {
  expect(drawRates({ ...search, rates: [1e-7], losses: [1], smoothedLosses: [1] })).toBeNull();
  expect(drawRates({ ...search, rates: [], losses: [], smoothedLosses: [] })).toBeNull();
});
