import type { Json, Layer, Network } from '@graftjs/core';
import { float16ToFloat32 } from '@graftjs/core';

/** Below this many levels of deviation, what a Normalization was made for are no levels from 0 to 255. */
const LEAST_DEVIATION = 2;

/**
 * The layer by which a network scales levels from 0 to 255 itself: a Rescaling or Normalization that its pictures meet first,
 * augmentation left aside. One that makes numbers larger, or that was made for small ones, is none: its pixels are scaled before.
 *
 * @returns what it is, for messages: 'Rescaling "rescaling"'; undefined where there is none
 */
export function findOwnScaling(network: Network): string | undefined {
  let from = network.inputs[0]?.name;
  for (;;) {
    const [next, ...others] = network.layers.filter(({ inputs }) => inputs.some((input) => input.from === from));
    if (next === undefined || others.length > 0) return undefined;
    if (!isAugmentation(next)) return scales(next, network) ? `${next.type} "${next.name}"` : undefined;
    from = next.name;
  }
}

/** Layers that change nothing but in training. */
function isAugmentation({ type }: Layer): boolean {
  return type.startsWith('Random');
}

function scales(layer: Layer, network: Network): boolean {
  const { scale, variance, invert } = layer.options;
  if (layer.type === 'Rescaling') return numbersOf(scale).every((factor) => Math.abs(factor) < 1);
  if (layer.type !== 'Normalization' || invert === true) return false;
  const variances = variance === null || variance === undefined ? valuesOf(layer, network) : numbersOf(variance);
  return variances.every((value) => Math.sqrt(value) >= LEAST_DEVIATION);
}

function numbersOf(value: Json | undefined): readonly number[] {
  return [value].flat(3).map(Number);
}

/** The variance that `adapt` made; none of a bare network. */
function valuesOf({ weights }: Layer, network: Network): readonly number[] {
  const tensor = network.weights.get(weights['variance'] ?? '');
  if (tensor === undefined) return [];
  return [...(tensor.dtype === 'float16' ? float16ToFloat32(tensor.data) : tensor.data)];
}
