import { sizeOf } from '@graftjs/core';
import type { Made, NodeInputs } from '../graph-builder.js';
import { NoCounterpart } from '../graph-builder.js';
import { requireChannelsLast, spatial, inside, padOf } from './window.js';

/** MaxPool, AvgPool. */
export function pooling(type: string) {
  return (given: NodeInputs): Made => {
    const { node, name, builder } = given;
    requireChannelsLast(node);
    const { padding, input } = padOf(given);
    const options = { pool_size: spatial(node, 'ksize'), strides: spatial(node, 'strides'), padding };
    return builder.layer(name, type, options, [input]);
  };
}

/** Mean, Max over all places. */
export function globalPooling(kind: 'Average' | 'Max') {
  return (given: NodeInputs): Made => {
    const made = given.made(0);
    const rank = made.shape.length;
    const axes = wholes(given, 1).map((axis) => (axis < 0 ? axis + rank : axis));
    const wanted = rank === 4 ? [1, 2] : rank === 3 ? [1] : [];
    if (wanted.length === 0 || [...axes].sort().join() !== wanted.join()) {
      throw new NoCounterpart(`goes over the axes [${axes.join(', ')}] of ${rank}; known are all places`);
    }
    const { attributes } = given.node;
    const keepdims = attributes.flag('keep_dims') || attributes.flag('keepdims');
    return given.builder.layer(given.name, `Global${kind}Pooling${wanted.length}D`, { keepdims }, [made]);
  };
}

/** Pad, PadV2. */
export function pad(given: NodeInputs): Made {
  const { value } = given.needConstant(1);
  const filling = given.node.op === 'PadV2' ? given.needConstant(2).value.data : [0];
  if (filling.some((number) => number !== 0)) throw new NoCounterpart('pads with other numbers than 0');
  const pairs = [...Array(value.shape[0] ?? 0).keys()].map((axis) => [...value.data.slice(2 * axis, 2 * axis + 2)]);
  return given.builder.layer(given.name, 'ZeroPadding2D', { padding: inside(pairs) }, [given.made(0)]);
}

/** ConcatV2: the axis comes last. */
export function concatenate(given: NodeInputs): Made {
  const last = given.node.inputs.length - 1;
  const [axis = 0] = wholes(given, last);
  const parts = [...Array(last).keys()].map((at) => given.made(at));
  return parts.length === 1 ? given.made(0) : given.builder.layer(given.name, 'Concatenate', { axis }, parts);
}

export function reshape(given: NodeInputs): Made {
  const made = given.made(0);
  const [batch, ...target] = given.lengths(1);
  const isWhole = batch === null || batch === -1 || batch === made.shape[0];
  if (!isWhole || target.length === 0) throw new NoCounterpart('mixes the examples of a batch');
  return given.builder.layer(given.name, 'Reshape', { target_shape: target.map((length) => length ?? -1) }, [made]);
}

/** Squeeze: without axes of length 1. */
export function squeeze(given: NodeInputs): Made {
  const made = given.made(0);
  const { attributes } = given.node;
  const said = [...attributes.numbers('squeeze_dims'), ...attributes.numbers('axis')];
  const axes = said.map((axis) => (axis < 0 ? axis + made.shape.length : axis));
  const dropped =
    axes.length > 0 ? axes : made.shape.flatMap((length, axis) => (length === 1 && axis > 0 ? [axis] : []));
  if (dropped.some((axis) => axis === 0 || made.shape[axis] !== 1)) {
    throw new NoCounterpart(`drops the axes [${dropped.join(', ')}], which do not all have length 1`);
  }
  return toShape(
    given,
    made,
    made.shape.filter((_, axis) => !dropped.includes(axis)),
  );
}

/** ExpandDims: with one axis of length 1 more. */
export function expandDims(given: NodeInputs): Made {
  const made = given.made(0);
  const [axis = 0] = wholes(given, 1);
  const place = axis < 0 ? axis + made.shape.length + 1 : axis;
  if (place === 0) throw new NoCounterpart('makes one example of a batch');
  return toShape(given, made, [...made.shape.slice(0, place), 1, ...made.shape.slice(place)]);
}

/** Transpose: of the axes of one example. */
export function transpose(given: NodeInputs): Made {
  const [batch, ...dims] = wholes(given, 1);
  if (batch !== 0) throw new NoCounterpart('moves the axis of the batch');
  return given.builder.layer(given.name, 'Permute', { dims }, [given.made(0)]);
}

/** ResizeBilinear, ResizeNearestNeighbor by whole factors. */
export function enlarge(interpolation: 'bilinear' | 'nearest') {
  return (given: NodeInputs): Made => {
    const { attributes } = given.node;
    const made = given.made(0);
    const [, height, width] = made.shape;
    const [tall = 0, wide = 0] = wholes(given, 1);
    const size = [tall / (height ?? NaN), wide / (width ?? NaN)];
    const isCentred = attributes.flag('half_pixel_centers');
    const isKnown = interpolation === 'bilinear' ? isCentred : true;
    if (!size.every((factor) => Number.isInteger(factor)) || attributes.flag('align_corners') || !isKnown) {
      throw new NoCounterpart('resizes otherwise than by whole factors, from the centres of pixels');
    }
    return given.builder.layer(given.name, 'UpSampling2D', { size, interpolation }, [made]);
  };
}

function toShape({ builder, name }: NodeInputs, made: Made, shape: Made['shape']): Made {
  const target = shape.slice(1);
  if (target.filter((length) => length === null).length > 1)
    throw new NoCounterpart('has several axes of unknown length');
  return builder.layer(name, 'Reshape', { target_shape: target.map((length) => length ?? -1) }, [made]);
}

function wholes(given: NodeInputs, at: number): number[] {
  const { value } = given.needConstant(at);
  if (value.dtype === 'int32' && sizeOf(value.shape) <= 8) return [...value.data];
  throw new NoCounterpart('takes axes that are no short list of whole numbers');
}
