import type { Layer, Network, Source } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { resolveLayers } from './resolve-layers.js';

/**
 * Connects masks as Keras passes them on unseen: from an Embedding with `mask_zero`, or a Masking layer, through layers that
 * leave steps in their places to those that heed masks, which get the mask as their last input. A cut then sees that path too.
 * For readers of Keras models; in a network that was put together here, a layer heeds the mask that it names.
 *
 * @returns the network with the option `mask` and one more input where a mask arrives; connecting it again changes nothing
 * @throws GraftError 'unsupported-mask' where Keras would heed a mask and the layer type does not
 */
export function connectMasks(network: Network): Network {
  const masks = new Map<string, Source>();
  const layers = resolveLayers(network).map(({ layer, entry, options, outputs }): Layer => {
    const arriving = layer.inputs.map((source) => masks.get(nameOf(source)));
    const [first] = arriving;
    const put = (output: number, mask: Source): void => {
      masks.set(nameOf({ from: layer.name, output }), mask);
    };
    if (entry.givesMask?.(options) === true) put(0, { from: layer.name, output: 1 });
    const rule = entry.masking?.(options);
    if (rule === 'refuses' && arriving.some((mask) => mask !== undefined)) throw refused(layer, arriving);
    if (first === undefined) return layer;
    if (rule === 'passes') put(0, first);
    if (rule !== 'takes' || layer.options['mask'] === true) return layer;
    // Where the steps are still there, the mask is still theirs.
    outputs.forEach((shape, output) => {
      if (shape.length === 3) put(output, first);
    });
    return { ...layer, inputs: [...layer.inputs, first], options: { ...layer.options, mask: true } };
  });
  return { ...network, layers };
}

function nameOf({ from, output = 0 }: Source): string {
  return JSON.stringify([from, output]);
}

function refused({ name, type }: Layer, masks: readonly (Source | undefined)[]): GraftError {
  const [from] = masks.flatMap((mask) => (mask === undefined ? [] : [mask.from]));
  return new GraftError(
    'unsupported-mask',
    `Layer "${name}" (${type}) would heed the mask of "${from ?? ''}" in Keras, and cannot here. ` +
      'Build the model without mask_zero and Masking, or cut it before that layer.',
  );
}
