import { createHash } from 'node:crypto';
import type { ImageInput, Run } from '@graftjs/core';
import { expect, it } from 'vitest';
import { addTrainedOn, describeTrainedOn, readTrainedOn } from './trained-on.js';

const contentOf = (text: string) => createHash('sha256').update(text).digest('hex');
const file = (id: string) => ({ id, content: contentOf(id) });
const files = {
  train: [file('a'), file('bad'), { id: 'gone', content: undefined }],
  validation: [file('b')],
  test: [file('c')],
};
const data = { files: (split: keyof typeof files) => files[split] };
const run = (members: object) => ({ skipped: [{ id: 'bad' }], ...members }) as unknown as Run<ImageInput>;
const seenIn = (trainedOn: ReturnType<typeof describeTrainedOn>) => {
  const isSeen = readTrainedOn(trainedOn === undefined ? {} : { trainedOn });
  return isSeen && ['a', 'b', 'c', 'd', 'bad'].filter((id) => isSeen(file(id)));
};

it('knows the pictures that a run was fitted to again, under any name', () => {
  expect(seenIn(describeTrainedOn(run({}), data))).toEqual(['a']);
  const isSeen = readTrainedOn({ trainedOn: describeTrainedOn(run({}), data) ?? { splits: [], contents: '' } });
  expect(isSeen?.({ id: 'renamed', content: contentOf('a') })).toBe(true);
  expect(isSeen?.({ id: 'a', content: undefined })).toBe(false);
});

it('counts validation where the head was fitted to it too', () => {
  const trainedOn = describeTrainedOn(run({ beforeRefit: {} }), data);
  expect([trainedOn?.splits, seenIn(trainedOn)]).toEqual([
    ['train', 'validation'],
    ['a', 'b'],
  ]);
});

it('takes pictures in that come later', () => {
  const trainedOn = describeTrainedOn(run({}), data);
  expect(seenIn(addTrainedOn(trainedOn, [contentOf('d')]))).toEqual(['a', 'd']);
  expect(addTrainedOn(undefined, [contentOf('d')])).toBeUndefined();
});

it.each([undefined, '', 'AAAA', 'of another kind'])('says nothing of what it cannot read: %j', (contents) => {
  expect(readTrainedOn(contents === undefined ? {} : { trainedOn: { splits: ['train'], contents } })).toBeUndefined();
});
