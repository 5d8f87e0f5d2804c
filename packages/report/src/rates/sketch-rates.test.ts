import { expect, it } from 'vitest';
import { searched } from '../../test/rates.js';
import { sketchRates } from './sketch-rates.js';

const { search } = searched;

it('sketches both losses over the rates, with the suggestion ruled', () => {
  expect(sketchRates(search, { width: 47, height: 6 })).toBe(
    [
      '0.801 |                     |             o',
      '      |8888888888888888888o |',
      '      |                   ·ooo          oo',
      '      |                    ·| ooo     oo',
      '      |                     ··   ooooo',
      '0.200 |                     | ··········',
      '      +----------------------------------------',
      '       1e-7                                6.31',
      '       · each step  o smoothed  8 both  | suggested: 0.0019',
      '',
    ].join('\n'),
  );
});

it('rules nothing without a suggestion', () => {
  const text = sketchRates({ ...search, suggestion: null });
  expect(text).not.toMatch(/ \|.*\|/);
  expect(text).not.toContain('suggested');
});

it('is empty where no rate was tried', () => {
  expect(sketchRates({ ...search, rates: [], losses: [], smoothedLosses: [] })).toBe('');
});

it('names small losses by their digits', () => {
  const small = { ...search, losses: search.losses.map((loss) => loss / 1000) };
  const smoothedLosses = search.smoothedLosses.map((loss) => loss / 1000);
  expect(sketchRates({ ...small, smoothedLosses })).toMatch(/^8\.012e-4 \|[^]*\n +2e-4 \|/);
});
