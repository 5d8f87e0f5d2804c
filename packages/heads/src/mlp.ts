import { specOf, type Head, type Layer, type Network } from '@graftjs/core';
import { initializeWeights } from '@graftjs/network';
import { badOption, checkOneOf, checkOptionNames } from './parts/check-options.js';
import { widthOf } from './parts/expect-served.js';
import { headOutputs, resolveOutput, type HeadOutput } from './parts/resolve-output.js';

const activations = ['relu', 'silu', 'tanh'] as const;

export interface MlpOptions {
  /** Units of each hidden layer, from the features to the scores: one layer and more. Default `[64]`. */
  readonly units?: readonly number[];
  /** The share of each hidden layer's outputs that a training step drops, from 0 (included) to 1 (excluded). Default 0. */
  readonly dropout?: number;
  /** Of the hidden layers. Default 'relu'. */
  readonly activation?: (typeof activations)[number];
  /** Default 'auto'. */
  readonly output?: HeadOutput;
}

/**
 * A multilayer perceptron: Dense layers `hidden1`, `hidden2`, … each with its activation and dropout, then `scores`. It has no
 * direct solution: a strategy has to train it. Drawn by Keras's defaults (Glorot uniform kernels, zero biases).
 *
 * @throws GraftError 'unknown-option', 'bad-option'
 * @example
 * mlp({ units: [32], output: 'binary' }); // Dense(32, relu), Dense(1, sigmoid)
 */
export function mlp(options: MlpOptions = {}): Head {
  checkOptions(options);
  const { units = [64], dropout = 0, activation = 'relu', output = 'auto' } = options;
  return {
    id: 'mlp',
    spec: specOf(options),
    bind(features, task, seed) {
      const width = widthOf('mlp', features);
      const resolved = resolveOutput('mlp', output, task);
      const hidden = units.flatMap((count, at) => hiddenLayers(at + 1, count, activation, dropout));
      return {
        network: initializeWeights(chain(width, [...hidden, dense('scores', { units: resolved.units })]), seed),
        activation: resolved.activation,
        exampleLoss: resolved.exampleLoss,
      };
    },
  };
}

type Link = Omit<Layer, 'inputs'>;

function hiddenLayers(at: number, units: number, activation: string, rate: number): Link[] {
  const layer = dense(`hidden${at}`, { units, activation });
  return rate === 0 ? [layer] : [layer, { name: `dropout${at}`, type: 'Dropout', options: { rate }, weights: {} }];
}

function dense(name: string, options: Layer['options']): Link {
  return { name, type: 'Dense', options, weights: { kernel: `${name}/kernel`, bias: `${name}/bias` } };
}

function chain(width: number, links: readonly Link[]): Network {
  const layers = links.map((link, at): Layer => ({ ...link, inputs: [{ from: links[at - 1]?.name ?? 'features' }] }));
  return {
    name: 'mlp',
    inputs: [{ name: 'features', shape: [null, width], dtype: 'float32' }],
    layers,
    outputs: [{ from: 'scores' }],
    weights: new Map(),
  };
}

function checkOptions(options: MlpOptions): void {
  checkOptionNames('mlp', options, ['units', 'dropout', 'activation', 'output']);
  const { units, dropout, activation, output } = options;
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;
  if (units !== undefined && !(Array.isArray(units) && units.length > 0 && units.every(isCount))) {
    throw badOption('mlp', 'units', 'a list of whole numbers from 1, one a hidden layer, such as [32]', units);
  }
  if (dropout !== undefined && !(typeof dropout === 'number' && dropout >= 0 && dropout < 1)) {
    throw badOption('mlp', 'dropout', 'a number from 0 to below 1', dropout);
  }
  checkOneOf('mlp', 'activation', activation, activations);
  checkOneOf('mlp', 'output', output, headOutputs);
}
