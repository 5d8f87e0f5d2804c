import { samePadding } from '@graftjs/network/layers/convolutional/window';
import type { Attribute } from '../encode-model.js';
import type { GraphWriter } from '../graph-writer.js';
import type { LayerWriter, Site, Value } from '../layer-site.js';
import { asFirst, unaryWriter } from '../layer-site.js';
import { activated } from './activations.js';

/** One number for each axis that a window slides along; sequences have one such axis, and Keras writes it without a list. */
type Lengths = number | readonly number[];

interface Sliding {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
}

interface Options {
  readonly filters: number;
  readonly kernel_size: Lengths;
  readonly strides: Lengths;
  readonly padding: Sliding['padding'];
  readonly dilation_rate: Lengths;
  readonly activation: string;
  readonly use_bias: boolean;
  readonly groups: number;
  readonly depth_multiplier: number;
  readonly output_padding: Lengths | null;
}

const convolution = unaryWriter<Options>((x, options, site) => {
  const axes = axesOf(options);
  const kernel = site.place('kernel', [axes + 1, axes, ...along(axes)]);
  return convolved(x, options, site, { kernel, groups: options.groups });
});

const depthwise = unaryWriter<Options>((x, options, site) =>
  convolved(x, options, site, depthwiseKernel('kernel', options, site)),
);

const separable = unaryWriter<Options>((x, options, site) => {
  const axes = axesOf(options);
  const deep = slid('Conv', x, slidingOf(options), site.graph, depthwiseKernel('depthwise_kernel', options, site));
  const ones = along(axes).map(() => 1);
  const inPlace = { ...options, kernel_size: ones, strides: ones, dilation_rate: ones, padding: 'valid' as const };
  const kernel = site.place('pointwise_kernel', [axes + 1, axes, ...along(axes)]);
  return convolved(deep, inPlace, site, { kernel, groups: 1 });
});

const transposed = unaryWriter<Options>((x, options, site) => {
  const { graph } = site;
  const axes = axesOf(options);
  const kernel = site.place('kernel', [axes + 1, axes, ...along(axes)]);
  const { size, strides } = slidingOf(options);
  const lengths = site.shapes[0]?.slice(1, -1) ?? [];
  const margins = along(axes).map((axis) => marginsOf(axis, x, lengths, options));
  const [output = null] = site.shapes;
  const name = graph.add(
    'ConvTranspose',
    [asFirst(x, graph).name, kernel, ...(options.use_bias ? [site.place('bias')] : [])],
    {
      kernel_shape: { ints: size },
      strides: { ints: strides },
      pads: { ints: [...margins.map(({ before }) => before), ...margins.map(({ after }) => after)] },
      output_padding: { ints: margins.map(({ extra }) => extra) },
    },
  );
  return activated({ name, shape: output ?? [], channelsFirst: true }, options.activation, graph);
});

/** Pooling in windows, of the maximum or of the mean; padding does not count. */
function pooling(op: 'MaxPool' | 'AveragePool'): LayerWriter {
  type PoolOptions = { pool_size: Lengths; strides: Lengths | null; padding: Sliding['padding'] };
  return unaryWriter<PoolOptions>((x, { pool_size, strides, padding }, { graph }) => {
    const size = [pool_size].flat();
    const sliding = { size, strides: [strides ?? pool_size].flat(), dilation: size.map(() => 1), padding };
    return slid(op, x, sliding, graph);
  });
}

export const convolutionWriters: Readonly<Record<string, LayerWriter>> = {
  Conv1D: convolution,
  Conv2D: convolution,
  DepthwiseConv1D: depthwise,
  DepthwiseConv2D: depthwise,
  SeparableConv1D: separable,
  SeparableConv2D: separable,
  Conv1DTranspose: transposed,
  Conv2DTranspose: transposed,
  MaxPooling1D: pooling('MaxPool'),
  MaxPooling2D: pooling('MaxPool'),
  AveragePooling1D: pooling('AveragePool'),
  AveragePooling2D: pooling('AveragePool'),
};

interface Kernel {
  readonly kernel: string;
  readonly groups: number;
}

/** `[…, channels, multiplier]` in Keras; in ONNX each channel is a group of its own. */
function depthwiseKernel(role: string, options: Options, { place, weight }: Site): Kernel {
  const { shape } = weight(role);
  const axes = axesOf(options);
  const [channels = 1, multiplier = 1] = shape.slice(-2);
  const kernel = place(role, [axes, axes + 1, ...along(axes)], [channels * multiplier, 1, ...shape.slice(0, -2)]);
  return { kernel, groups: channels };
}

/** A convolution with bias and activation. */
function convolved(x: Value, options: Options, site: Site, kernel: Kernel): Value {
  const bias = options.use_bias ? site.place('bias') : undefined;
  return activated(slid('Conv', x, slidingOf(options), site.graph, kernel, bias), options.activation, site.graph);
}

/** A window that slides: a convolution where there is a kernel, pooling where there is none. */
function slid(op: string, x: Value, sliding: Sliding, graph: GraphWriter, kernel?: Kernel, bias?: string): Value {
  const { size, strides, dilation } = sliding;
  const first = asFirst(x, graph);
  const inputs = [first.name, ...(kernel === undefined ? [] : [kernel.kernel]), ...(bias === undefined ? [] : [bias])];
  const name = graph.add(op, inputs, {
    kernel_shape: { ints: size },
    strides: { ints: strides },
    ...paddingAttribute(x, sliding),
    ...(kernel !== undefined && { dilations: { ints: dilation }, group: { int: kernel.groups } }),
  });
  // Lengths decide padding alone, and what comes next in the same layer pads nothing.
  return { name, shape: x.shape.map(() => null), channelsFirst: true };
}

function paddingAttribute({ shape }: Value, { size, strides, dilation, padding }: Sliding): Record<string, Attribute> {
  if (padding === 'valid') return {};
  const margins = size.map((each, axis) => {
    const [stride = 1, rate = 1] = [strides[axis], dilation[axis]];
    if (padding === 'causal') return [(each - 1) * rate, 0] as const;
    // Steps of 1 need the same zeros at any length.
    const length = shape[axis + 1] ?? (stride === 1 ? each : null);
    return length === null ? undefined : samePadding(length, { size: each, stride, dilation: rate });
  });
  const known = margins.flatMap((each) => (each === undefined ? [] : [each]));
  if (known.length < margins.length) return { auto_pad: { string: 'SAME_UPPER' } };
  return { pads: { ints: [...known.map(([before]) => before), ...known.map(([, after]) => after)] } };
}

/** What a transposed convolution cuts off its ends, or adds to the last. No length of the input changes them. */
function marginsOf(axis: number, x: Value, lengths: readonly (number | null)[], options: Options) {
  const { size: sizes, strides, padding } = slidingOf(options);
  const [size = 1, stride = 1] = [sizes[axis], strides[axis]];
  const given = options.output_padding === null ? undefined : [options.output_padding].flat()[axis];
  const input = x.shape[axis + 1] ?? size;
  const whole = (input - 1) * stride + size;
  const free = padding === 'same' ? input * stride : whole + Math.max(stride - size, 0);
  const enlarged = given === undefined ? free : (input - 1) * stride + (padding === 'same' ? size % 2 : size) + given;
  const length = lengths[axis] ?? enlarged;
  const before = padding === 'same' ? samePadding(length, { size, stride, dilation: 1 })[0] : 0;
  const after = whole - length - before;
  return { before, after: Math.max(after, 0), extra: Math.max(-after, 0) };
}

function slidingOf({ kernel_size, strides, dilation_rate, padding }: Options): Sliding {
  return { size: [kernel_size].flat(), strides: [strides].flat(), dilation: [dilation_rate].flat(), padding };
}

function axesOf({ kernel_size }: Options): number {
  return [kernel_size].flat().length;
}

function along(axes: number): number[] {
  return Array.from({ length: axes }, (_, axis) => axis);
}
