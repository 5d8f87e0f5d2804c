import { imageFiles } from '@graftjs/data/image-files';
import { expect, it } from 'vitest';
import { defaultChoices } from '../choices/choices.js';
import { divideBySeed } from './divide-by-seed.js';

const files = ['cat', 'dog'].flatMap((label) =>
  Array.from({ length: 4 }, (_, index) => ({ path: `${label}/${index}.jpg`, blob: new Blob([label, String(index)]) })),
);
const divide = (seed: string) =>
  divideBySeed({ name: 'pets', choices: { ...defaultChoices, seed } }, files, imageFiles);

it('finds a seed that suits few pictures, and takes the one that was typed', async () => {
  const { seed, data } = await divide('');
  expect([data.size('train'), data.size('validation'), data.size('test')].every((size) => size >= 2)).toBe(true);
  expect((await divide(String(seed))).data.fingerprint).toBe(data.fingerprint);
});

it.each([
  ['0', 'too-few-pictures', /^No picture of "(cat|dog)" fell into/],
  ['some', 'bad-seed', /some/],
])('refuses the seed %s beside its field', async (seed, code, message) => {
  await expect(divide(seed)).rejects.toMatchObject({ code, field: 'seed', message: expect.stringMatching(message) });
});
