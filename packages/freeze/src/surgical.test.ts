import { expect, it } from 'vitest';
import { blocksOf, modesOf, play, training } from '../test/play.js';
import { surgical, type SurgicalOptions } from './surgical.js';

const blocks = blocksOf('stem', 'low', 'middle', 'high', 'top');

it.each<[SurgicalOptions, string]>([
  [{}, '----a'],
  [{ blocks: 'first' }, 'a----'],
  [{ blocks: 'first', count: 2 }, 'aa---'],
  [{ blocks: 'middle' }, '--a--'],
  [{ blocks: 'middle', count: 3 }, '-aaa-'],
  [{ blocks: 'middle', count: 2 }, '-aa--'],
  [{ blocks: 'last', count: 5 }, 'aaaaa'],
  [{ blocks: ['low', 3] }, '-a-a-'],
  [{ blocks: [0] }, 'a----'],
])('fits the head, then tunes %j', (options, modes) => {
  const { stages, kept } = play(surgical(options), blocks);
  expect(stages.map(modesOf)).toEqual(['solve', modes]);
  expect(stages[1]).toMatchObject({ start: 'best', head: 'train' });
  expect(kept).toBe('best');
});

it('names what it tunes', () => {
  expect(play(surgical({ blocks: [1, 3] }), blocks).stages[1]?.name).toBe('tune low, high');
});

it('asks for gradient norms of the fitted head, and tunes the blocks with the largest', () => {
  const strategy = surgical({ blocks: 'gradient-norms', count: 2 });
  for (const facts of [training, { ...training, headSolves: true }]) {
    const { stages } = play(strategy, blocks, { facts, gradientNorms: [0.1, 0.5, 0.2, 0.05, 0.3] });
    expect(stages[0]).toHaveProperty('measure', 'gradient-norms');
    expect(modesOf(stages[1])).toBe('-a--a');
  }
  expect(play(surgical(), blocks).stages[0]).not.toHaveProperty('measure');
});

it('tells where gradient norms were not measured', () => {
  expect(() => play(surgical({ blocks: 'gradient-norms' }), blocks)).toThrow(
    expect.objectContaining({
      code: 'no-gradient-norms',
      message:
        'surgical chooses blocks by their gradient norms, and the stage "solve the head" came back without any. Choose "first", "middle" or "last".',
    }),
  );
});

it.each<[SurgicalOptions, string, string]>([
  [{ blocks: ['lwo'] }, 'unknown-block', 'Up to its cut the backbone has no block "lwo". Nearest: low, '],
  [
    { blocks: [5] },
    'unknown-block',
    'Up to its cut the backbone has no block 5. It has 5 block(s), counted from 0: stem, low, middle, high, top.',
  ],
  [{ blocks: [1, 'low'] }, 'duplicate-block', 'surgical has the block "low" (number 1) twice. Leave one out.'],
  [{ count: 6 }, 'too-many-blocks', 'surgical asks for 6 block(s)'],
  [{ blocks: 'gradient-norms', count: 6 }, 'too-many-blocks', 'surgical asks for 6 block(s)'],
])('refuses %j before anything runs', (options, code, message) => {
  expect(() => surgical(options).stages(blocks, training).next()).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

const allowed =
  'allowed: "first", "middle", "last", "gradient-norms", or a list of block names and whole numbers from 0.';

it.each<[SurgicalOptions, string]>([
  [{ blocks: 'top' as never }, `surgical option "blocks" is "top"; ${allowed}`],
  [{ blocks: [] }, `surgical option "blocks" is []; ${allowed}`],
  [{ blocks: [-1] }, `surgical option "blocks" is [-1]; ${allowed}`],
  [{ blocks: ['low'], count: 1 }, 'surgical takes a count, or a list of blocks, but not both. Leave out the count.'],
])('refuses the options %j', (options, message) => {
  expect(() => surgical(options)).toThrow(expect.objectContaining({ code: 'bad-option', message }));
});
