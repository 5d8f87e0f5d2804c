import { expect, it } from 'vitest';
import { readSvg } from '../test/read-svg.js';
import { overfitted, solved, trained } from '../test/stages.js';
import { describePhases } from './describe-phases.js';
import { drawCurves } from './draw-curves.js';
import { listCurves } from './list-curves.js';

const head = trained('train the head', [1.5, 1.2], [1.6, 1.3]);
const draw = (...stages: Parameters<typeof drawCurves>[0]) => readSvg(drawCurves(stages) ?? '');
const classed = (tags: ReturnType<typeof readSvg>, name: string) =>
  tags.filter(({ attributes }) => attributes.includes(`class="${name}"`));

it('draws both losses of every stage, each stage in a stroke of its own', () => {
  const tags = draw(head, overfitted);
  expect(classed(tags, 'line line0')).toHaveLength(2);
  expect(classed(tags, 'line line1')).toHaveLength(2);
  const [, tuned] = classed(tags, 'line line1');
  const heights = [...(tuned?.attributes ?? '').matchAll(/[ML](\S+) ([\d.]+)/g)].map(([, , y]) => Number(y));
  expect(heights).toHaveLength(10);
  // The lowest loss is the lowest point: y grows downwards.
  expect(heights.indexOf(Math.max(...heights))).toBe(4);
});

it('names stages, shades phases and marks the lowest validation loss', () => {
  const tags = draw(head, overfitted);
  const texts = tags.map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining(['tune', '0.600', 'training', 'validation', 'epoch', 'loss']));
  expect(classed(tags, 'rule')).toHaveLength(2);
  expect(classed(tags, 'band overfitting')).toHaveLength(1);
  expect(classed(tags, 'band learning').length).toBeGreaterThan(0);
});

it('says in words what it shows', () => {
  const tags = draw(head, overfitted);
  expect(tags[0]?.attributes).toContain('role="img" aria-labelledby="title description"');
  expect(tags[1]).toMatchObject({ tag: 'title', text: 'Loss by epoch' });
  expect(tags[2]?.tag).toBe('desc');
  expect(tags[2]?.text).toContain('Lowest validation loss 0.600 at epoch 5. Overfitting was certain at epoch 8.');
});

it('is a file of its own, in ASCII, for light and dark', () => {
  const svg = drawCurves([trained('größe <b>&"', [1, 0.5], [1, 0.6])]) ?? '';
  expect(svg).toMatch(/^[\n -~]*$/);
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|@import|url\(/);
  expect(svg).toContain('@media (prefers-color-scheme: dark)');
  expect(readSvg(svg).map(({ text }) => text)).toContain('gr&#246;&#223;e &#60;b&#62;&#38;&#34;');
});

it('draws what there is: without validation, with losses that are not finite, with one epoch, all the same', () => {
  const blind = draw(trained('blind', [1, 0.9], [null, null]));
  expect(classed(blind, 'line line1')).toEqual([]);
  expect(classed(blind, 'label line1')).toEqual([]);
  expect(classed(blind, 'line line0')).toHaveLength(1);
  for (const losses of [[1], [1, 1], [0, 0], [1, NaN, 0.5], [-1, -2]]) {
    const svg = drawCurves([trained('odd', losses, losses)]) ?? '';
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(classed(readSvg(svg), 'dot line1')).toHaveLength(losses.filter(Number.isFinite).length);
  }
});

it('draws nothing where no stage has epochs', () => {
  expect(drawCurves([])).toBeNull();
  expect(drawCurves([solved])).toBeNull();
});

it('is the same for the same run', () => {
  expect(drawCurves(structuredClone([head, overfitted]))).toBe(drawCurves([head, overfitted]));
});

it('tells no phases apart in a single epoch', () => {
  const [curve] = listCurves([trained('tune', [1], [1.2])]);
  expect(curve && describePhases(curve)).toBe('tune: 1 epoch, too few to tell phases apart; validation loss 1.200.');
});
