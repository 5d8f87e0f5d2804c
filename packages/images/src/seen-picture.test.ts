import { expect, it } from 'vitest';
import { imagePreprocess } from './image-preprocess.js';
import { resizeImage } from './resize-image.js';
import { seenPicture } from './seen-picture.js';

const picture = { width: 4, height: 2, rgb: Uint8ClampedArray.from({ length: 24 }, (_, at) => at * 10) };
const preprocess = imagePreprocess({ input: 'image', width: 3, height: 3, mean: 127, std: 128 });

it('is resized, its levels as they were', async () => {
  expect(await seenPicture(preprocess, picture)).toEqual(resizeImage(picture, { width: 3, height: 3 }));
});

it('is none where preprocessing is of another kind', async () => {
  await expect(seenPicture({ ...preprocess, kind: 'spectrogram' }, picture)).rejects.toMatchObject({
    code: 'bad-preprocessing',
    message: 'Preprocessing of the kind "spectrogram" need not end in a picture; that of the kind "image" does.',
  });
});
