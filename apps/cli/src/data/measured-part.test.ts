import type { Split } from '@graftjs/core';
import type { ImageFolder } from '@graftjs/data/image-folder';
import { expect, it } from 'vitest';
import { choosePart, type PartQuestion } from './measured-part.js';

const sizes = { train: 6, validation: 2, test: 2 };
const folder = (given: readonly Split[], counts: Readonly<Record<Split, number>> = sizes) =>
  ({
    name: 'pets',
    given,
    size: (split: Split) => counts[split],
    files: (split: Split) =>
      Array.from({ length: counts[split] }, (_, at) => ({ id: `${split}-${at}`, content: split })),
    async *examples(split: Split) {
      for (let at = 0; at < counts[split]; at++) yield { id: `${split}-${at}` };
    },
  }) as unknown as ImageFolder;
const choose = (question: Partial<PartQuestion>) =>
  choosePart({
    ...{ data: folder([]), asked: undefined, seed: 3, groupBy: undefined, trainedName: 'pets', isSeen: undefined },
    ...question,
  });
const never = () => false;
const trained = ({ content }: { readonly content: string | undefined }) => content === 'train';

it('takes every picture of a folder of which the bundle has seen none', () => {
  expect(choose({ isSeen: never })).toMatchObject({
    ...{ part: 'all', split: 'test', seen: 0 },
    description: 'All 10 pictures of pets. None of them trained this bundle.',
  });
});

it('takes the test split, drawn as in training, where it has seen some', () => {
  expect(choose({ isSeen: trained, groupBy: '(\\d)' })).toMatchObject({
    ...{ part: 'test', seen: 0 },
    description:
      '2 of 10 pictures of pets: the test split drawn with seed 3, groups kept together. To measure every picture, give --split all.',
  });
});

it('goes by the name of the data where the bundle does not say what it has seen, and says so', () => {
  expect(choose({})).toMatchObject({ part: 'test', seen: null });
  const { part, description } = choose({ trainedName: 'birds' });
  expect([part, description]).toEqual([
    'all',
    'All 10 pictures of pets. This bundle does not say which pictures it was trained on; if these are, give --split test.',
  ]);
});

it('takes what folders say: test, or the only part that is there', () => {
  expect(choose({ data: folder(['train', 'test']), isSeen: never }).description).toBe(
    '2 of 10 pictures of pets: the test split, as its folders say.',
  );
  expect(choose({ data: folder(['validation'], { train: 0, validation: 4, test: 0 }) }).part).toBe('validation');
});

it('does as asked, and counts what it was trained on', async () => {
  expect(choose({ asked: 'train', isSeen: trained })).toMatchObject({ part: 'train', seen: 6 });
  const { data, split, seen, description } = choose({ asked: 'all', isSeen: trained });
  expect([seen, data.size('test'), data.size('train'), description]).toEqual([6, 10, 0, 'All 10 pictures of pets.']);
  const ids = [];
  for await (const { id } of data.examples(split)) ids.push(id);
  expect(ids).toHaveLength(10);
  expect(data.files('test')).toHaveLength(10);
});
