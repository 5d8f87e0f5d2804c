import { imagePreprocess } from '@graftjs/images';
import { expect, it } from 'vitest';
import { describePreprocess } from './describe-preprocess.js';

it.each([
  [{ mean: 127, std: 128 }, 'pictures resized to 64 x 48 pixels (bilinear), RGB, (level - 127) / 128'],
  [
    { mean: [123.68, 116.779, 103.939], std: 1, channels: 'bgr', resize: 'crop' },
    'pictures cropped in the middle and resized to 64 x 48 pixels (bilinear), BGR, (level - [123.68, 116.779, 103.939]) / 1',
  ],
  [
    { mean: 0, std: 1, channels: 'grey', filter: 'bicubic' },
    'pictures resized to 64 x 48 pixels (bicubic), grey, levels from 0 to 255 as they are',
  ],
] as const)('says %j in words', (scale, words) => {
  expect(describePreprocess(imagePreprocess({ input: 'image', width: 64, height: 48, ...scale }))).toBe(words);
});

it('names another kind', () => {
  expect(describePreprocess({ kind: 'universal-sentence-encoder', spec: {} })).toBe('by universal-sentence-encoder');
});
