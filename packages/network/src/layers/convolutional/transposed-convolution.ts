import type { BatchShape } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { initializer } from '../../initializer.js';
import type { Option, OptionsOf, Pair } from '../../options.js';
import { defaultTo, defineOptions, nullable, pair, pairFromZero, whole } from '../../options.js';
import { finish } from '../activations/activation-functions.js';
import { knownLength, unary } from '../layer-entry.js';
import { biasRole, convolutionOptions } from './convolve.js';
import { samePadding } from './window.js';

const spec = {
  filters: whole(1),
  ...convolutionOptions,
  dilation_rate: defaultTo(undilated(pair), [1, 1]),
  output_padding: defaultTo(nullable(pairFromZero), null),
  kernel_initializer: initializer('glorot_uniform'),
};
type Options = OptionsOf<typeof spec>;

/** Keras 3, `keras/src/layers/convolutional/conv2d_transpose.py`. Kernel `[height, width, filters, channels]`. */
export const conv2dTranspose = unary(defineOptions('Conv2DTranspose', spec), {
  rank: 4,
  shape: (input, options) => enlarged(input, options),
  roles: (input, options) => ({
    kernel: {
      shape: [...options.kernel_size, options.filters, knownLength(input)],
      trainable: true,
      initializer: options.kernel_initializer,
    },
    ...biasRole(options.filters, options),
  }),
  run: (x, options, context) => {
    const shape = enlarged(x.shape, options) as Shape4D;
    const enlargedX = transpose(x as Tensor4D, context.weight('kernel') as Tensor4D, shape, options);
    return finish(enlargedX, options.use_bias ? context.weight('bias') : undefined, options.activation);
  },
});

type Shape4D = [number, number, number, number];

function transpose(x: Tensor4D, kernel: Tensor4D, shape: Shape4D, options: Options): Tensor {
  const { padding, strides, kernel_size } = options;
  const smallWindow = strides.some((stride, axis) => stride > (kernel_size[axis] ?? 1));
  if (padding === 'valid' || !smallWindow) return tf.conv2dTranspose(x, kernel, shape, [...strides], padding);
  // On wasm the gradient with padding 'same' is wrong then, so the margins are made, and cut off.
  const [batch, height, width, filters] = shape;
  const rows = samePadding(height, { size: kernel_size[0], stride: strides[0], dilation: 1 });
  const columns = samePadding(width, { size: kernel_size[1], stride: strides[1], dilation: 1 });
  const whole: Shape4D = [batch, height + rows[0] + rows[1], width + columns[0] + columns[1], filters];
  return tf.slice(tf.conv2dTranspose(x, kernel, whole, [...strides], 'valid'), [0, rows[0], columns[0], 0], shape);
}

/** The option `dilation_rate` of transposed convolutions. */
export function undilated<T extends number | Pair>(rate: Option<T>): Option<T> {
  return {
    allowed: 'only 1, since no tfjs backend dilates a transposed convolution',
    read: (value) => {
      const read = rate.read(value);
      return [read].flat().every((each) => each === 1) ? read : undefined;
    },
  };
}

/** As Keras's `compute_conv_transpose_output_shape` has it for TensorFlow. */
function enlarged([batch = null, height = null, width = null]: BatchShape, options: Options): BatchShape {
  return [batch, enlarge(height, options, 0), enlarge(width, options, 1), options.filters];
}

function enlarge(length: number | null, options: Options, axis: 0 | 1): number | null {
  const { padding, kernel_size, strides, output_padding } = options;
  const [size, stride, extra] = [kernel_size[axis], strides[axis], output_padding?.[axis]];
  if (extra !== undefined && extra >= stride) {
    throw new GraftError('bad-option', `has output_padding ${extra} for strides ${stride}; it must be less.`);
  }
  if (length === null) return null;
  if (padding === 'valid') return (length - 1) * stride + size + (extra ?? Math.max(stride - size, 0));
  if (extra === undefined) return length * stride;
  const enlarged = (length - 1) * stride + (size % 2) + extra;
  if (Math.ceil(enlarged / stride) === length) return enlarged;
  const side = axis === 0 ? 'rows' : 'columns';
  throw new GraftError(
    'bad-option',
    `has output_padding ${extra} with padding "same" and a kernel of ${size} ${side}: a convolution of the ${enlarged} ${side} that ` +
      `it would give gives ${Math.ceil(enlarged / stride)}, not ${length}. Give another output_padding, or null.`,
  );
}
