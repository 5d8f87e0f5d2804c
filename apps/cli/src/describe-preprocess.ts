import type { Preprocess } from '@graftjs/core';
import type { ImageSpec } from '@graftjs/images';

/** How inputs are prepared, in words. */
export function describePreprocess({ kind, spec }: Pick<Preprocess<unknown>, 'kind' | 'spec'>): string {
  if (kind !== 'image') return `by ${kind}`;
  // The plugin for pictures has checked it.
  const { width, height, resize = 'squash', filter = 'bilinear', channels = 'rgb', mean, std } = spec as ImageSpec;
  const how = resize === 'crop' ? 'cropped in the middle and resized' : 'resized';
  const scale = mean === 0 && std === 1 ? 'levels from 0 to 255 as they are' : `(level - ${show(mean)}) / ${show(std)}`;
  return `pictures ${how} to ${width} x ${height} pixels (${filter}), ${orders[channels]}, ${scale}`;
}

const orders = { rgb: 'RGB', bgr: 'BGR', grey: 'grey' } as const;

/** Three numbers are of red, green and blue, whatever the order of the channels. */
function show(values: ImageSpec['mean']): string {
  return typeof values === 'number' ? String(values) : `[${values.join(', ')}]`;
}
