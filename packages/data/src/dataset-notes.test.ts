import { describe, expect, it } from 'vitest';
import {
  noteDividedGroups,
  noteDuplicates,
  noteUnevenSplits,
  noteUngrouped,
  type NotedExample,
} from './dataset-notes.js';

const example = (id: string, rest: Partial<NotedExample> = {}): NotedExample => {
  return { id, label: 'cat', split: 'train', group: undefined, hash: undefined, ...rest };
};

describe('noteDuplicates', () => {
  it('says nothing where all contents differ or are unknown', () => {
    expect(
      noteDuplicates([example('a', { hash: '1' }), example('b', { hash: '2' }), example('c'), example('d')]),
    ).toEqual([]);
  });

  it('finds the same content in two splits', () => {
    const notes = noteDuplicates([
      example('a', { hash: '1' }),
      example('b', { hash: '1', split: 'test' }),
      example('c'),
    ]);
    expect(notes).toEqual([
      {
        code: 'duplicates-across-splits',
        message: '1 picture is in more than one split, byte for byte: results will look better than they are. a = b.',
        ids: ['a', 'b'],
      },
    ]);
  });

  it('names the first three of many that are the same', () => {
    const same = Array.from({ length: 9 }, (_, index) => example(`${index}`, { hash: '1' }));
    expect(noteDuplicates(same)[0]?.message).toBe(
      '1 picture is more than once in one split, byte for byte. 0 = 1 = 2 = 6 more.',
    );
  });

  it('finds the same content twice in one split, and in two classes', () => {
    const twins = ['1', '2', '3', '4'].flatMap((hash) => [
      example(`${hash}a`, { hash }),
      example(`${hash}b`, { hash, label: hash === '4' ? 'dog' : 'cat' }),
    ]);
    expect(noteDuplicates(twins)).toEqual([
      {
        code: 'duplicates-within-split',
        message: '4 pictures are more than once in one split, byte for byte. 1a = 1b; 2a = 2b; 3a = 3b; and 1 more.',
        ids: ['1a', '1b', '2a', '2b', '3a', '3b', '4a', '4b'],
      },
      {
        code: 'conflicting-labels',
        message: '1 picture is in more than one class, byte for byte: no model can be right about both. 4a = 4b.',
        ids: ['4a', '4b'],
      },
    ]);
  });
});

describe('noteDividedGroups', () => {
  it('names groups that lie in several splits', () => {
    const examples = [
      example('a', { group: 'p1' }),
      example('b', { group: 'p1', split: 'test' }),
      example('c', { group: 'p2' }),
      example('d', { split: 'test' }),
    ];
    expect(noteDividedGroups(examples)).toEqual([
      {
        code: 'groups-across-splits',
        message: '1 group lies in more than one split of the folder: results will look better than they are. p1.',
        ids: ['a', 'b'],
      },
    ]);
    expect(noteDividedGroups(examples.slice(2))).toEqual([]);
  });
});

describe('noteUngrouped', () => {
  it('counts the examples without a group', () => {
    expect(noteUngrouped([example('a', { group: 'p1' }), example('b')])).toEqual([
      { code: 'ungrouped', message: '1 of 2 examples have no group, so each is its own: b.', ids: ['b'] },
    ]);
    expect(noteUngrouped([example('a', { group: 'p1' })])).toEqual([]);
  });
});

describe('noteUnevenSplits', () => {
  const members = (inTest: number) =>
    Array.from({ length: 20 }, (_, i) => example(`cat/${i}`, { split: i < inTest ? 'test' : 'train' }));

  it('tolerates a tenth', () => {
    expect(noteUnevenSplits(members(6), { test: 0.2 })).toEqual([]);
  });

  it('names class, share, and what was wanted', () => {
    expect(noteUnevenSplits(members(7), { test: 0.2 })).toEqual([
      {
        code: 'uneven-split',
        message:
          'Splits are uneven, since each example falls by chance and they are few: test has 35 % of "cat", not 20 %. ' +
          'Another seed may divide them more evenly; more examples will, or folders for train and test of your own.',
        ids: ['cat/0', 'cat/1', 'cat/2', 'cat/3', 'cat/4', 'cat/5', 'cat/6'],
      },
    ]);
  });
});
