import type { BatchShape, Layer, RunContext } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { DrawnRole, LayerEntry } from '../layer-entry.js';

interface SequenceRule<Options, PictureOptions> {
  /** The same options for a picture one row high. */
  readonly asPicture: (options: Options) => PictureOptions;
  /** Zeros that are put before the first step; default: none. */
  readonly before?: (options: Options) => number;
  /** Refuses a sequence that is too short, in words for sequences. */
  readonly check?: (steps: number | null, options: Options) => void;
}

/** A layer type for sequences `[batch, steps, channels]` by means of the one for pictures: a sequence is a picture one row high. */
export function forSequences<Options, PictureOptions>(
  parse: (given: Layer['options']) => Options,
  picture: LayerEntry<PictureOptions>,
  { asPicture, before, check }: SequenceRule<Options, PictureOptions>,
): LayerEntry<Options> {
  const added = (options: Options): number => before?.(options) ?? 0;
  const asPictures = (inputs: readonly BatchShape[], options: Options): BatchShape[] =>
    inputs.map((shape) => {
      const [batch = null, steps = null, channels = null] = shape;
      if (shape.length !== 3) {
        throw new GraftError('bad-input-shape', `takes an input of 3 axes, batch included; got ${shape.length}.`);
      }
      const all = steps === null ? null : steps + added(options);
      check?.(all, options);
      return [batch, 1, all, channels];
    });
  return {
    parse,
    ...(picture.kernelChannelAxes !== undefined && { kernelChannelAxes: picture.kernelChannelAxes }),
    shapes: (inputs, options) =>
      picture
        .shapes(asPictures(inputs, options), asPicture(options))
        .map(([batch = null, , ...rest]) => [batch, ...rest]),
    roles: (inputs, options) => withoutRows(picture.roles(asPictures(inputs, options), asPicture(options))),
    run: (inputs, options, context) => {
      const pictures = inputs.map((x) => tf.expandDims(delayed(x, added(options)), 1));
      return picture.run(pictures, asPicture(options), withRows(context)).map((y) => tf.squeeze(y, [1]));
    },
  };
}

/** A kernel for pictures has four axes; rows are the first. */
function withoutRows(roles: Readonly<Record<string, DrawnRole>>): Record<string, DrawnRole> {
  const entries = Object.entries(roles).map(([name, role]) => {
    const [, ...rest] = role.shape;
    return [name, role.shape.length === 4 ? { ...role, shape: rest } : role] as const;
  });
  return Object.fromEntries(entries);
}

function withRows(context: RunContext): RunContext {
  return {
    ...context,
    weight: (role) => {
      const weight = context.weight(role);
      return weight.rank === 3 ? tf.expandDims(weight, 0) : weight;
    },
  };
}

function delayed(x: Tensor, steps: number): Tensor {
  if (steps === 0) return x;
  return tf.pad(x, [
    [0, 0],
    [steps, 0],
    [0, 0],
  ]);
}
