import type { Activation, Layer, Network } from '@graftjs/core';
import { dropLast } from './drop-last.js';

/** A network whose output is scores, and what turned them into probabilities. */
export interface RawScores {
  readonly network: Network;
  /** 'linear' where nothing did. */
  readonly activation: Activation;
}

/**
 * Takes the softmax or sigmoid off the end of a network; what other networks end in stays. Gradients of probabilities that are almost
 * 1 are almost 0, and a loss is better computed from scores.
 */
export function rawScores(network: Network): RawScores {
  const [output] = network.outputs;
  const last = network.layers.find(({ name }) => name === output?.from);
  const activation = last && endingOf(last);
  if (last === undefined || activation === undefined) return { network, activation: 'linear' };
  if (last.type === 'Softmax' || last.type === 'Activation') return { network: dropLast(network, 1), activation };
  const plain = { ...last, options: { ...last.options, activation: 'linear' } };
  return {
    network: { ...network, layers: network.layers.map((layer) => (layer === last ? plain : layer)) },
    activation,
  };
}

function endingOf({ type, options }: Layer): 'softmax' | 'sigmoid' | undefined {
  if (type === 'Softmax') return 'softmax';
  const { activation } = options;
  return activation === 'softmax' || activation === 'sigmoid' ? activation : undefined;
}
