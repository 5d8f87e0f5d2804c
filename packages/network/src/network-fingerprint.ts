import { fingerprint, type Fingerprint, type Network } from '@graftjs/core';

/**
 * Names a network by all that decides its numbers: topology, weight names and values. Its own name is not among them.
 *
 * @returns a fingerprint that more can be added to, such as how inputs are prepared
 * @example
 * networkFingerprint(network).json(preprocess.spec).hex();
 */
export function networkFingerprint({ inputs, layers, outputs, weights }: Network): Fingerprint {
  const topology = {
    inputs: inputs.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    layers: layers.map(({ name, type, inputs: from, options, weights: roles }) => ({
      ...{ name, type, options, weights: roles },
      inputs: from.map(({ from: source, output = 0 }) => [source, output]),
    })),
    outputs: outputs.map(({ from, output = 0 }) => [from, output]),
  };
  return fingerprint().json(topology).tensors(weights);
}
