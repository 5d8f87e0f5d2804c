import { GraftError, type ImageInput, type Preprocess, type RgbImage } from '@graftjs/core';

/**
 * A picture as a network sees it: decoded and resized by the network's own preprocessing, before its levels are normalised.
 *
 * @throws GraftError 'bad-preprocessing' for preprocessing of another kind, and what it throws for a picture that it cannot read
 */
export async function seenPicture(preprocess: Preprocess<ImageInput>, picture: ImageInput): Promise<RgbImage> {
  if (preprocess.kind === 'image') return (await preprocess.prepare(picture)) as RgbImage;
  throw new GraftError(
    'bad-preprocessing',
    `Preprocessing of the kind "${preprocess.kind}" need not end in a picture; that of the kind "image" does.`,
  );
}
