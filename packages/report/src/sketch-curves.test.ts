import { expect, it } from 'vitest';
import { overfitted, solved, trained } from '../test/stages.js';
import { sketchCurves } from './sketch-curves.js';

it('sketches both losses, with stages apart and what happened below', () => {
  const head = trained('train the head', [1.5, 1.2], [1.6, 1.2]);
  expect(sketchCurves([head, overfitted], { width: 43, height: 6 })).toBe(
    [
      '1.600 | 8    |                           o',
      '      |    8 |                     o  o',
      '      |      |8  o              o',
      '      |      |   ·  8  o  o  o',
      '      |      |         ·  ·  ·',
      '0.080 |      |                  ·  ·  ·  ·',
      '      +------------------------------------',
      '       1                                 12',
      '       · training  o validation  8 both',
      'train the head: 2 epochs; still learning from 1 to 2. Lowest validation loss 1.200 at epoch 2.',
      'tune: 10 epochs; still learning from 1 to 5, overfitting from 6 to 10. Lowest validation loss 0.600 at epoch 5. Overfitting was certain at epoch 8.',
      '',
    ].join('\n'),
  );
});

it('keeps to its width and height, however many epochs there are', () => {
  const losses = Array.from({ length: 500 }, (_, index) => 1 / (index + 1));
  for (const [width, height] of [
    [72, 12],
    [30, 4],
    [5, 1],
  ] as const) {
    const lines = sketchCurves([trained('long', losses, losses)], { width, height }).split('\n');
    const plot = lines.filter((text) => / \|/.test(text));
    expect(plot).toHaveLength(Math.max(height, 4));
    expect(Math.max(...lines.slice(0, plot.length + 2).map((text) => text.length))).toBe(Math.max(width, 30));
  }
});

it('sketches a flat curve and leaves out what is not finite', () => {
  expect(sketchCurves([trained('flat', [1, 1], [1, NaN])])).toMatch(/8/);
  expect(sketchCurves([trained('blind', [1, 0.5], [null, null])])).not.toMatch(/[o8] *\n.*\+--/);
});

it('is empty where there is nothing to sketch', () => {
  expect(sketchCurves([solved])).toBe('');
  expect(sketchCurves([trained('broken', [NaN], [NaN])])).toBe('');
});
