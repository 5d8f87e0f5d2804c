import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defaultTo, defineOptions, flag, nullable, oneOf } from '../../options.js';
import type { DrawnRole, LayerEntry } from '../layer-entry.js';
import { show } from '../layer-entry.js';
import { contextWithin, wrappedLayer, type WrappedLayer } from '../wrapped-layer.js';
import { gru } from './gru.js';
import { lstm } from './lstm.js';
import type { RecurrentOptions } from './recurrence.js';
import { simpleRnn } from './simple-rnn.js';

type Direction = WrappedLayer<RecurrentOptions>;

interface Options {
  readonly forward: Direction;
  readonly backward: Direction;
  readonly merge: 'concat' | 'sum' | 'mul' | 'ave' | null;
}

const types = new Map<string, LayerEntry<RecurrentOptions>>(
  Object.entries({ GRU: gru, LSTM: lstm, SimpleRNN: simpleRnn }),
);

const direction = wrappedLayer((type) => types.get(type), 'GRU, LSTM or SimpleRNN');

const parse = defineOptions('Bidirectional', {
  layer: direction,
  backward_layer: defaultTo(nullable(direction), null),
  merge_mode: defaultTo(nullable(oneOf(['concat', 'sum', 'mul', 'ave'])), 'concat'),
  mask: defaultTo(flag, false),
});

/**
 * Keras 3, `keras/src/layers/rnn/bidirectional.py`. Weights are those of the two layers, `forward/kernel` and so on. Inputs: the
 * sequence, then, if given, the states of the one that goes forward and of the one that goes backward, then, with the option
 * `mask`, the mask.
 */
export const bidirectional: LayerEntry<Options> = {
  masking: () => 'takes',
  parse: (given) => {
    const { layer: forward, backward_layer: backward, merge_mode: merge, mask } = parse(given);
    const there = within(forward, mask);
    const back = within(backward ?? { ...forward, options: { ...forward.options, go_backwards: true } }, mask);
    for (const option of ['return_sequences', 'return_state'] as const) {
      if (there.options[option] !== back.options[option]) throw unlike(option, 'differs');
    }
    if (there.options.go_backwards === back.options.go_backwards) throw unlike('go_backwards', 'is the same');
    return { forward: there, backward: back, merge };
  },
  shapes: (inputs, options) => {
    const [there = [], ...thereStates] = options.forward.entry.shapes(
      inputsOf(inputs, 0, options),
      options.forward.options,
    );
    const [back = [], ...backStates] = options.backward.entry.shapes(
      inputsOf(inputs, 1, options),
      options.backward.options,
    );
    return [...mergedShapes(there, back, options.merge), ...thereStates, ...backStates];
  },
  roles: (inputs, { forward, backward }) => {
    const [sequence = []] = inputs;
    return {
      ...prefixed('forward/', forward.entry.roles([sequence], unmasked(forward))),
      ...prefixed('backward/', backward.entry.roles([sequence], unmasked(backward))),
    };
  },
  run: (inputs, options, context) => {
    const { forward, backward, merge } = options;
    const there = forward.entry.run(inputsOf(inputs, 0, options), forward.options, contextWithin(context, 'forward/'));
    const back = backward.entry.run(
      inputsOf(inputs, 1, options),
      backward.options,
      contextWithin(context, 'backward/'),
    );
    const [y, ...thereStates] = there as [Tensor, ...Tensor[]];
    const [reversed, ...backStates] = back as [Tensor, ...Tensor[]];
    const inTime = backward.options.return_sequences ? tf.reverse(reversed, 1) : reversed;
    return [...mergeOutputs(y, inTime, merge), ...thereStates, ...backStates];
  },
};

/** Keras gives zeros for steps that do not count, where it gives all steps. */
function within({ entry, options }: Direction, mask: boolean): Direction {
  return { entry, options: { ...options, mask, zero_output_for_mask: options.return_sequences } };
}

function unmasked({ options }: Direction): RecurrentOptions {
  return { ...options, mask: false };
}

/** The sequence, one half of the states, the mask. */
function inputsOf<T>(inputs: readonly T[], half: 0 | 1, { forward }: Options): T[] {
  const end = forward.options.mask ? inputs.length - 1 : inputs.length;
  const states = inputs.slice(1, end);
  if (states.length % 2 !== 0) {
    throw new GraftError('bad-input-count', `takes states for both directions, or none; got ${states.length}.`);
  }
  const middle = states.length / 2;
  return [...inputs.slice(0, 1), ...states.slice(half * middle, (half + 1) * middle), ...inputs.slice(end)];
}

function mergedShapes(there: BatchShape, back: BatchShape, merge: Options['merge']): BatchShape[] {
  if (merge === null) return [there, back];
  const [units, backUnits] = [there.at(-1) ?? 0, back.at(-1) ?? 0];
  if (merge === 'concat') return [[...there.slice(0, -1), units + backUnits]];
  if (units === backUnits) return [there];
  throw new GraftError(
    'bad-option',
    `cannot merge ${show(there)} and ${show(back)} by "${merge}"; give both layers equal units, or merge by "concat".`,
  );
}

function mergeOutputs(there: Tensor, back: Tensor, merge: Options['merge']): Tensor[] {
  switch (merge) {
    case null:
      return [there, back];
    case 'concat':
      return [tf.concat([there, back], -1)];
    case 'mul':
      return [tf.mul(there, back)];
    case 'sum':
      return [tf.add(there, back)];
    case 'ave':
      return [tf.div(tf.add(there, back), 2)];
  }
}

function prefixed(prefix: string, roles: Readonly<Record<string, DrawnRole>>): Record<string, DrawnRole> {
  return Object.fromEntries(Object.entries(roles).map(([role, drawn]) => [prefix + role, drawn]));
}

function unlike(option: string, how: string): GraftError {
  return new GraftError('bad-option', `Bidirectional has two layers whose option "${option}" ${how}.`);
}
