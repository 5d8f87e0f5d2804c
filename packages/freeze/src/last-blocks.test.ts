import { expect, it } from 'vitest';
import { blocksOf, modesOf, play } from '../test/play.js';
import { lastBlocks } from './last-blocks.js';

const blocks = blocksOf('stem', 'middle', 'top');

it.each([
  [1, '--a'],
  [2, '-aa'],
  [3, 'aaa'],
])('trains the last %i and the head', (count, modes) => {
  const { stages, kept } = play(lastBlocks(count), blocks);
  expect(stages.map(modesOf)).toEqual([modes]);
  expect(stages[0]).toMatchObject({ head: 'train', name: `tune the last ${count}` });
  expect(kept).toBe('best');
});

it('takes a number for short, and one block by default', () => {
  expect(lastBlocks(2).spec).toEqual(lastBlocks({ blocks: 2 }).spec);
  expect(play(lastBlocks(), blocks)).toEqual(play(lastBlocks(1), blocks));
});

it('refuses more blocks than there are, and says which there are', () => {
  expect(() => play(lastBlocks(4), blocks)).toThrow(
    expect.objectContaining({
      code: 'too-many-blocks',
      message:
        'last-blocks asks for 4 block(s), and up to its cut the backbone has 3: stem, middle, top. Ask for fewer.',
    }),
  );
});

it('refuses a number of blocks that is none', () => {
  expect(() => lastBlocks(0)).toThrow(
    expect.objectContaining({
      code: 'bad-option',
      message: 'last-blocks option "blocks" is 0; allowed: a whole number from 1.',
    }),
  );
});
