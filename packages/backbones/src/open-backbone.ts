import { fingerprint, type Json, type Network, type OpenBackbone } from '@graftjs/core';

/**
 * Puts a backbone together and names it by all that decides its features.
 *
 * @param parts everything but the fingerprint, with the network's weights filled in
 */
export function openBackbone<Input>(parts: Omit<OpenBackbone<Input>, 'fingerprint'>): OpenBackbone<Input> {
  const { network, preprocess } = parts;
  const hash = fingerprint().json(topology(network)).tensors(network.weights).json([preprocess.kind, preprocess.spec]);
  return { ...parts, fingerprint: hash.hex() };
}

function topology({ inputs, layers, outputs }: Network): Json {
  return {
    inputs: inputs.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    layers: layers.map(({ name, type, inputs, options, weights }) => ({ name, type, inputs, options, weights })),
    outputs,
  };
}
