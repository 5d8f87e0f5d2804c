import { backend_util, pad, slice, type Tensor4D } from '@tensorflow/tfjs-core';

/** How one axis of a convolution slides: `input[output * stride + tap * dilation - before]` meets tap `tap`. */
export interface Axis {
  /** Length of the input, unpadded. */
  readonly input: number;
  readonly output: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding before the first value. */
  readonly before: number;
}

export interface Geometry {
  readonly height: Axis;
  readonly width: Axis;
}

export type Shape4D = [number, number, number, number];

/** What tfjs hands to the kernels of a convolution's gradients. */
export interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | number | null;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * @param inputShape `[batch, height, width, channels]`
 * @param filterShape `[height, width, channels, …]`
 */
export function geometryOf(
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad: padding, dilations, dimRoundingMode }: ConvolutionAttributes,
): Geometry {
  const info = backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations ?? 1,
    padding,
    dimRoundingMode,
    // Leaves the channels alone, which do not matter here.
    true,
  );
  return {
    height: {
      input: info.inHeight,
      output: info.outHeight,
      taps: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: info.padInfo.top,
    },
    width: {
      input: info.inWidth,
      output: info.outWidth,
      taps: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: info.padInfo.left,
    },
  };
}

/** What tfjs hands to the kernels of a pooling's gradients. */
export interface PoolingAttributes extends Omit<ConvolutionAttributes, 'dilations'> {
  readonly filterSize: [number, number] | number;
}

/** @param inputShape `[batch, height, width, channels]` */
export function poolingGeometryOf(inputShape: Shape4D, { filterSize, ...window }: PoolingAttributes): Geometry {
  const [rows, columns] = typeof filterSize === 'number' ? [filterSize, filterSize] : filterSize;
  return geometryOf(inputShape, [rows, columns, inputShape[3], 1], window);
}

/** How far the last tap lies behind the first. */
export function reach({ taps, dilation }: Axis): number {
  return (taps - 1) * dilation;
}

/** Where an axis begins in the result and how long that is; what sticks out is cut off, what is missing is zero. */
export interface Placement {
  readonly before: number;
  readonly length: number;
}

/** All of the padded input that some tap meets. */
export function span(axis: Axis): Placement {
  return { before: axis.before, length: (axis.output - 1) * axis.stride + reach(axis) + 1 };
}

/** Puts `[batch, height, width, channels]` in its place; may give back `x` itself. */
export function place(x: Tensor4D, height: Placement, width: Placement): Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const edges = [edgesOf(rows, height), edgesOf(columns, width)] as const;
  const [[top, bottom], [left, right]] = edges;
  const cut = (edge: number): number => Math.max(0, -edge);
  const grow = (edge: number): number => Math.max(0, edge);
  let placed = x;
  if (edges.flat().some((edge) => edge < 0)) {
    const size = [rows - cut(top) - cut(bottom), columns - cut(left) - cut(right)] as const;
    placed = slice(placed, [0, cut(top), cut(left), 0], [batch, ...size, channels]);
  }
  if (edges.flat().some((edge) => edge > 0)) {
    placed = pad(placed, [
      [0, 0],
      [grow(top), grow(bottom)],
      [grow(left), grow(right)],
      [0, 0],
    ]);
  }
  return placed;
}

function edgesOf(length: number, placement: Placement): readonly [number, number] {
  return [placement.before, placement.length - placement.before - length];
}
