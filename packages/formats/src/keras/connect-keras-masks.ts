import type { Layer, Network, Source } from '@graftjs/core';
import { canonicalJson, GraftError } from '@graftjs/core';
import { connectMasks, layerType } from '@graftjs/network';
import type { KerasStyle } from './model-parts.js';
import { callRules } from './rules.js';

/**
 * Connects the masks of Embedding and Masking layers as Keras passes them on, in either generation: Keras 3 does not give
 * them to recurrent layers that are called with states.
 *
 * @param told the masks that a file names at calls, by layer, as `maskName` names them
 * @throws GraftError 'unsupported-mask' where Keras would heed a mask and the layer type does not, or heeds another one
 */
export function connectKerasMasks(network: Network, told: ReadonlyMap<string, string>, style: KerasStyle): Network {
  const connected = connectMasks(network);
  const producers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const layers = connected.layers.map((layer, at): Layer => {
    const plain = network.layers[at] ?? layer;
    const isConnected = layer.inputs.length > plain.inputs.length;
    if (isConnected && style === 'keras 3' && hasStates(plain)) return plain;
    const wanted = told.get(layer.name);
    const mask = isConnected ? layer.inputs.at(-1) : undefined;
    if (wanted === undefined || wanted === maskName(mask && producers.get(mask.from))) return layer;
    const { type, options } = layer;
    const rule = layerType(type).masking?.(layerType(type).parse(options));
    if (rule !== 'takes') return layer;
    const message = `Layer "${layer.name}" (${type}) is called with a mask of its own. Graft passes on those of Embedding and Masking layers.`;
    throw new GraftError('unsupported-mask', message);
  });
  return { ...connected, layers };
}

/** What the mask of an Embedding or Masking layer is made of. */
export function maskName(layer: Layer | undefined): string | undefined {
  const [source] = layer?.inputs ?? [];
  if (layer === undefined || source === undefined) return undefined;
  if (layer.type === 'Embedding') return notEqual(source, 0);
  return layer.type === 'Masking' ? anyOf(notEqual(source, Number(layer.options['mask_value'] ?? 0))) : undefined;
}

/** Where the elements of a tensor are not a value. */
export function notEqual({ from, output = 0 }: Source, value: number): string {
  return `${from}:${output} != ${value}`;
}

/** Where one channel of a mask counts. */
export function anyOf(mask: string): string {
  return `any(${mask})`;
}

/**
 * The network with masks left to Keras, which passes them on by itself.
 *
 * @throws GraftError 'cannot-write' where Keras 3 would pass on others
 */
export function withoutKerasMasks(network: Network): Network {
  const layers = network.layers.map((layer): Layer => {
    if (layer.options['mask'] !== true) return layer;
    const { mask: _, ...options } = layer.options;
    return { ...layer, options, inputs: layer.inputs.slice(0, -1) };
  });
  const plain = { ...network, layers };
  const { layers: inKeras } = connectKerasMasks(plain, new Map(), 'keras 3');
  const other = network.layers.find((layer, at) => !isAlike(layer, inKeras[at]));
  if (other === undefined) return plain;
  throw new GraftError(
    'cannot-write',
    `Keras 3 would give layer "${other.name}" (${other.type}) another mask than it has here. Masks come from Embedding with mask_zero and Masking alone, and all layers after them heed them.`,
  );
}

function isAlike(one: Layer, other: Layer | undefined): boolean {
  const seen = ({ inputs, options }: Layer): string =>
    canonicalJson({ inputs: inputs.map(({ from, output = 0 }) => [from, output]), options });
  return other !== undefined && seen(one) === seen(other);
}

function hasStates({ type, inputs }: Layer): boolean {
  return Object.hasOwn(callRules, type) && callRules[type]?.states !== undefined && inputs.length > 1;
}
