import { GraftError } from '@graftjs/core';
import { buildNetwork, type NetworkBuilder } from '../build-network.js';

/** Name of the data input of every architecture for pictures. */
export const inputName = 'image';
/** Name of the layer that gives the classes. */
export const classifierName = 'predictions';

/** In pixels: one number for height and width, or one for each; `null` is free. */
export type NetworkSize = number | null | readonly [height: number | null, width: number | null];

export interface NetworkOptions {
  /** Whether to end in class probabilities, else in the last feature map. Default true. */
  readonly top?: boolean | undefined;
  /** Height and width of a picture. Default: what the published weights were trained at. */
  readonly inputSize?: NetworkSize | undefined;
  /** Columns of the top. Default 1000. */
  readonly classes?: number | undefined;
}

/** What an architecture is built for, checked and completed. */
export interface ImageNetwork {
  readonly net: NetworkBuilder;
  readonly top: boolean;
  readonly classes: number;
}

/** What an architecture says about the pictures it takes. */
export interface InputFacts {
  /** Height and width that its published weights were trained at, in pixels. */
  readonly inputSize: number;
  /** The least height and width, in pixels. */
  readonly smallestInput: number;
  /** Why no less, as a clause. */
  readonly whySmallest: string;
}

/**
 * Starts the bare network of an architecture for pictures, `[batch, height, width, 3]`.
 *
 * @throws GraftError 'bad-option'
 */
export function startImageNetwork(name: string, facts: InputFacts, options: NetworkOptions): ImageNetwork {
  const { top = true, inputSize = facts.inputSize, classes = 1000 } = options;
  const sides: readonly (number | null)[] =
    typeof inputSize === 'object' && inputSize !== null ? inputSize : [inputSize, inputSize];
  for (const side of sides) checkSide(name, side, facts);
  if (!Number.isSafeInteger(classes) || classes < 1) {
    throw new GraftError('bad-option', `"classes" is a whole number of at least 1; got ${String(classes)}.`);
  }
  const [height = null, width = null] = sides;
  const net = buildNetwork(name, [{ name: inputName, shape: [null, height, width, 3], dtype: 'float32' }]);
  return { net, top, classes };
}

/** Ends a network in class probabilities: the mean over the map, then one Dense layer. */
export function classifyMean(net: NetworkBuilder, from: string, poolName: string, classes: number): string {
  return classify(net, net.add('GlobalAveragePooling2D', poolName, from), classes);
}

/** Ends a network in class probabilities. */
export function classify(net: NetworkBuilder, from: string, classes: number): string {
  return net.add('Dense', classifierName, from, { units: classes, activation: 'softmax' });
}

function checkSide(name: string, side: number | null, { smallestInput, whySmallest }: InputFacts): void {
  if (side === null || (Number.isSafeInteger(side) && side >= smallestInput)) return;
  throw new GraftError(
    'bad-option',
    `"inputSize" of ${name} is a whole number of pixels from ${smallestInput}, since ${whySmallest}; got ${String(side)}.`,
  );
}
