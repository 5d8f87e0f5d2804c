import { expect, it } from 'vitest';
import { readSvg } from '../test/read-svg.js';
import { overfitted, solved } from '../test/stages.js';
import { drawPath } from './draw-path.js';

it('draws the losses over the penalties and marks the chosen one', () => {
  const tags = readSvg(drawPath(solved) ?? '');
  const texts = tags.map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining(['chosen: 0.1', 'L2 penalty', 'training', 'validation']));
  expect(tags[2]?.text).toBe(
    '3 penalties from 1e-5 to 1. Lowest validation loss 0.300 at 1e-5. Chosen: 0.1, validation loss 0.310.',
  );
  const [mark] = tags.filter(({ attributes }) => attributes.includes('class="mark"'));
  // Four of the five decades from the left.
  expect(mark?.attributes).toContain(`cx="${Number((64 + 0.8 * (610 - 64)).toFixed(1))}"`);
});

it('draws nothing for other details, and leaves out what it does not know', () => {
  expect(drawPath(overfitted)).toBeNull();
  expect(drawPath({ ...solved, details: { l2: 1, path: [{ l2: 1, validationLoss: 1 }] } })).toBeNull();
  expect(drawPath({ ...solved, details: { path: 'none' } })).toBeNull();
  const path = [
    { l2: 1, validationLoss: 2 },
    { l2: 2, validationLoss: 1 },
  ];
  const svg = drawPath({ ...solved, details: { path } }) ?? '';
  expect(svg).not.toMatch(/NaN|undefined|>training</);
  expect(svg).not.toContain('class="mark"');
});
