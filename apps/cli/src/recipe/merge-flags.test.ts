import { expect, it } from 'vitest';
import { mergeFlags } from './merge-flags.js';

const twoBlocks = { name: 'last-blocks', options: { blocks: 2, epochs: 5 } };

it('chooses what nobody named, and calls everything by its full name', () => {
  expect(mergeFlags({}, {})).toEqual({ head: 'linear', freeze: 'feature-extraction' });
  expect(mergeFlags({}, { freeze: 'lp-ft' })).toMatchObject({ freeze: 'linear-probe-then-fine-tune' });
});

it('gives options to what they belong to', () => {
  const flags = { freeze: 'lp-ft', blocks: 2, patience: 'none', head: 'mlp', units: [32], output: 'binary', seed: 3 };
  expect(mergeFlags({ data: 'pets' }, flags)).toEqual({
    data: 'pets',
    seed: 3,
    head: { name: 'mlp', options: { units: [32], output: 'binary' } },
    freeze: { name: 'linear-probe-then-fine-tune', options: { blocks: 2, patience: null } },
  });
  expect(mergeFlags({}, { l2: 0.1 })).toMatchObject({ head: { name: 'linear', options: { l2: 0.1 } } });
});

it('lets a flag go before the same option of the file, and leaves its others', () => {
  const merged = { name: 'last-blocks', options: { blocks: 3, epochs: 5 } };
  expect(mergeFlags({ freeze: twoBlocks }, { blocks: 3 })).toMatchObject({ freeze: merged });
  expect(mergeFlags({ freeze: twoBlocks }, { freeze: 'last-blocks', blocks: 3 })).toMatchObject({ freeze: merged });
});

it("leaves a file's options with its strategy where another one is asked for", () => {
  expect(mergeFlags({ freeze: twoBlocks }, { freeze: 'fine-tune' })).toMatchObject({ freeze: 'fine-tune' });
});

it('knows a strategy by either of its names', () => {
  const freeze = { name: 'lp-ft', options: { blocks: 2 } };
  expect(mergeFlags({ freeze }, { freeze: 'linear-probe-then-fine-tune' })).toMatchObject({
    freeze: { name: 'linear-probe-then-fine-tune', options: { blocks: 2 } },
  });
});

it('adds views to whatever makes them', () => {
  expect(mergeFlags({ augment: { shift: 0.1 } }, { views: 4 })).toMatchObject({ augment: { shift: 0.1, views: 4 } });
  expect(mergeFlags({}, { augment: { zoom: 0.2 }, views: 4 })).toMatchObject({ augment: { zoom: 0.2, views: 4 } });
  for (const augment of [undefined, 'none']) {
    expect(() => mergeFlags({}, { augment, views: 4 })).toThrow(
      expect.objectContaining({ code: 'unused-option', message: expect.stringMatching(/^--views says .*--augment /) }),
    );
  }
});

it('leaves what is no choice to be refused', () => {
  expect(mergeFlags({ freeze: 3 }, { blocks: 2 })).toMatchObject({ freeze: 3 });
});
