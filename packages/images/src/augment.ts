import { GraftError, randomStream, type Augmentation, type ImageInput } from '@graftjs/core';
import { adjustLevels, type LevelChange } from './adjust-levels.js';
import { checkAugmentSpec, type AugmentSpec } from './augment-spec.js';
import { decodeImage } from './decode-image.js';
import { warpImage, type Warp } from './warp-image.js';

export type { AugmentSpec } from './augment-spec.js';

/** Both sides of a view in pixels, at the least, where the picture has them: more than networks for pictures commonly take. */
const SIDE = 512;

/**
 * Makes views of a picture: flipped, shifted, zoomed, turned, lighter, darker, of more and of less contrast, by chance within the
 * ranges given. The seed, the example's id and the view's index decide everything; a range changed or added moves no other.
 * The geometric part is one resampling pass, and mirrors the picture beyond its edges. What is decoded becomes the same pixels in
 * Node and in a browser. A large JPEG may be decoded smaller, to twice 512 pixels and more on both sides.
 *
 * @param spec each range in its own unit; the result's `spec` has the defaults written out, and makes the same views again
 * @throws GraftError 'unknown-option', 'bad-augmentation'; a view throws 'bad-view', and what `decodeImage` throws
 * @example
 * const augment = augmentImages({ flip: 'horizontal', shift: 0.1, rotation: 10, views: 8 });
 */
export function augmentImages(spec: AugmentSpec = {}): Augmentation<ImageInput> {
  const checked = checkAugmentSpec(spec);
  return {
    kind: 'image',
    spec: checked,
    views: checked.views,
    async view(input, seed, id, index) {
      checkIndex(index, checked.views);
      if (index === 0) return input;
      const change = drawChange(checked, seed, id, index);
      const picture = await decodeImage(input, { atLeast: { width: SIDE, height: SIDE } });
      return adjustLevels(warpImage(picture, change), change);
    },
  };
}

/** Everything is drawn, whatever the ranges: that is how one range changed moves no other. */
function drawChange(spec: Required<AugmentSpec>, seed: number, id: string, index: number): Warp & LevelChange {
  const random = randomStream(seed, 'augment', id, index);
  const flips = (axis: 'horizontal' | 'vertical'): boolean =>
    random.uniform() < 0.5 && (spec.flip === axis || spec.flip === 'both');
  const within = (range: number): number => (2 * random.uniform() - 1) * range;
  /** As often divided as multiplied, and settled, since powers may differ in their last bit from one browser to the next. */
  const times = (range: number): number => Math.round((1 + range) ** (2 * random.uniform() - 1) * 2 ** 20) / 2 ** 20;
  return {
    flipX: flips('horizontal'),
    flipY: flips('vertical'),
    shiftX: within(spec.shift),
    shiftY: within(spec.shift),
    zoom: times(spec.zoom),
    rotation: within(spec.rotation),
    brightness: within(spec.brightness),
    contrast: times(spec.contrast),
  };
}

function checkIndex(index: number, views: number): void {
  if (Number.isSafeInteger(index) && index >= 0 && index < views) return;
  throw new GraftError(
    'bad-view',
    `A view is a whole number from 0 to ${views - 1}, of ${views} views; got ${String(index)}.`,
  );
}
