import type { HostTensor, Network } from '@graftjs/core';

/** Float32: kernel `[width, units]`, bias `[units]`. */
export interface DenseWeights {
  readonly kernel: HostTensor;
  readonly bias: HostTensor;
}

/**
 * A network of one Dense layer, `scores`, without weights: the whole of a linear head.
 *
 * @param name of the network
 * @param width number of features
 * @param units number of scores
 */
export function denseScores(name: string, width: number, units: number): Network {
  return {
    name,
    inputs: [{ name: 'features', shape: [null, width], dtype: 'float32' }],
    layers: [
      {
        name: 'scores',
        type: 'Dense',
        inputs: [{ from: 'features' }],
        options: { units },
        weights: { kernel: 'scores/kernel', bias: 'scores/bias' },
      },
    ],
    outputs: [{ from: 'scores' }],
    weights: new Map(),
  };
}

/** The network of `denseScores` with these weights. */
export function withDenseWeights(network: Network, { kernel, bias }: DenseWeights): Network {
  return {
    ...network,
    weights: new Map([
      ['scores/kernel', kernel],
      ['scores/bias', bias],
    ]),
  };
}
