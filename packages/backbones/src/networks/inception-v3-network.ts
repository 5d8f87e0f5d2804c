import type { Network } from '@graftjs/core';
import type { NetworkBuilder } from '../build-network.js';
import { addUnit, type ConvolutionUnit, type UnitStyle } from '../parts/convolution-unit.js';
import { classifyMean, inputName, startImageNetwork, type NetworkOptions } from '../parts/image-network.js';
import { orderAsKeras } from '../parts/order-as-keras.js';

type Convolution = Omit<ConvolutionUnit, 'names'>;
/** Prongs side by side, concatenated again; without a name Keras numbers the concatenation. */
type Fork = { readonly prongs: readonly Convolution[]; readonly name?: string };
type Branch = readonly (Convolution | Fork | 'average' | 'max')[];

const conv = (filters: number, rows: number, columns: number): Convolution => ({ filters, kernel: [rows, columns] });
const valid = (filters: number, size: number): Convolution => ({ filters, kernel: size, padding: 'valid' });
const reduce = (filters: number): Convolution => ({ ...valid(filters, 3), stride: 2 });

const stem: Branch = [reduce(32), valid(32, 3), conv(64, 3, 3), 'max', valid(80, 1), valid(192, 3), 'max'];

const withWindow5 = (pooled: number): Branch[] => [
  [conv(64, 1, 1)],
  [conv(48, 1, 1), conv(64, 5, 5)],
  [conv(64, 1, 1), conv(96, 3, 3), conv(96, 3, 3)],
  ['average', conv(pooled, 1, 1)],
];

/** Windows of 7 x 7 as 7 x 1 and 1 x 7. */
const withWindow7 = (inner: number): Branch[] => {
  const [row, column] = [conv(inner, 1, 7), conv(inner, 7, 1)];
  return [
    [conv(192, 1, 1)],
    [conv(inner, 1, 1), row, conv(192, 7, 1)],
    [conv(inner, 1, 1), column, row, column, conv(192, 1, 7)],
    ['average', conv(192, 1, 1)],
  ];
};

const withForks = (name: string): Branch[] => {
  const prongs = [conv(384, 1, 3), conv(384, 3, 1)];
  return [
    [conv(320, 1, 1)],
    [conv(384, 1, 1), { prongs, name }],
    [conv(448, 1, 1), conv(384, 3, 3), { prongs }],
    ['average', conv(192, 1, 1)],
  ];
};

/** `mixed0` to `mixed10`: branches side by side, concatenated. */
const modules: readonly (readonly Branch[])[] = [
  withWindow5(32),
  withWindow5(64),
  withWindow5(64),
  [[reduce(384)], [conv(64, 1, 1), conv(96, 3, 3), reduce(96)], ['max']],
  withWindow7(128),
  withWindow7(160),
  withWindow7(160),
  withWindow7(192),
  [[conv(192, 1, 1), reduce(320)], [conv(192, 1, 1), conv(192, 1, 7), conv(192, 7, 1), reduce(192)], ['max']],
  withForks('mixed9_0'),
  withForks('mixed9_1'),
];
const style: UnitStyle = { bias: false, batchNorm: { scale: false }, activation: 'relu' };

export const inceptionV3Input = {
  inputSize: 299,
  smallestInput: 75,
  whySmallest: 'its windows are not padded, and the last of them does not fit into what they leave of less',
} as const;

/**
 * The bare InceptionV3; pictures enter as `[batch, height, width, 3]`. Keras numbers most of its layers as it creates them: here
 * they are named as by a fresh Keras session, `conv2d`, `conv2d_1`, and so on, and are in Keras's order.
 *
 * @param options.inputSize from 75 pixels, or free (`null`)
 * @throws GraftError 'bad-option'
 * @see Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016; Keras,
 * `keras/src/applications/inception_v3.py`
 */
export function inceptionV3Network(options: NetworkOptions = {}): Network {
  const { net, top, classes } = startImageNetwork('inception-v3', inceptionV3Input, options);
  const next = numberNames();
  let x = addBranch(net, next, inputName, stem);
  modules.forEach((branches, index) => {
    const ends = branches.map((branch) => addBranch(net, next, x, branch));
    x = net.add('Concatenate', `mixed${index}`, ends);
  });
  return orderAsKeras(net.finish(top ? classifyMean(net, x, 'avg_pool', classes) : x));
}

/** The cuts at which the stem and the modules of an InceptionV3 end. */
export function listInceptionV3BlockEnds(): string[] {
  return ['max_pooling2d', 'max_pooling2d_1', ...modules.map((_, index) => `mixed${index}`)];
}

function addBranch(net: NetworkBuilder, next: (type: string) => string, from: string, branch: Branch): string {
  return branch.reduce<string>((x, step) => {
    if (step === 'max') {
      return net.add('MaxPooling2D', next('max_pooling2d'), x, { pool_size: [3, 3], strides: [2, 2] });
    }
    if (step === 'average') {
      const window = { pool_size: [3, 3], strides: [1, 1], padding: 'same' };
      return net.add('AveragePooling2D', next('average_pooling2d'), x, window);
    }
    if ('prongs' in step) {
      const ends = step.prongs.map((prong) => addConvolution(net, next, x, prong));
      return net.add('Concatenate', step.name ?? next('concatenate'), ends);
    }
    return addConvolution(net, next, x, step);
  }, from);
}

function addConvolution(
  net: NetworkBuilder,
  next: (type: string) => string,
  from: string,
  convolution: Convolution,
): string {
  const names = {
    convolution: next('conv2d'),
    batchNorm: next('batch_normalization'),
    activation: next('activation'),
  };
  return addUnit(net, from, { names, ...convolution }, style);
}

/** Gives `conv2d`, `conv2d_1`, `conv2d_2`, … for each type. Keras, `auto_name` in `keras/src/utils/naming.py`. */
function numberNames(): (type: string) => string {
  const counts = new Map<string, number>();
  return (type) => {
    const count = counts.get(type) ?? 0;
    counts.set(type, count + 1);
    return count === 0 ? type : `${type}_${count}`;
  };
}
