import { sizeOf } from '@graftjs/core';
import { widen } from '@graftjs/network';
import type { Constant, Made, NodeInputs } from '../graph-builder.js';
import { NoCounterpart } from '../graph-builder.js';

/** What is known of a sum or product with a constant: `x * scale + offset`, by the constant and on which side it is. */
type WithConstant = (value: number, isFirst: boolean) => readonly [scale: number, offset: number];

/** A longer list of numbers is no preparation of pictures any more. */
const MOST_NUMBERS = 4096;

/** Two layers' outputs put together by a layer of that type, or one with a constant by Rescaling. */
export function merge(type: string | undefined, withConstant?: WithConstant) {
  return (given: NodeInputs): Made => {
    const { builder, name } = given;
    const at = [0, 1].find((side) => given.constant(side) !== undefined);
    if (at === undefined) {
      if (type === undefined) throw new NoCounterpart('divides by what a layer gives');
      return builder.layer(name, type, {}, given.allMade());
    }
    const constant = given.needConstant(at);
    const made = given.made(1 - at);
    if (withConstant === undefined) throw new NoCounterpart('compares with a constant');
    const biased = type === 'Add' && given.isOnlyUse(1 - at) ? builder.bias(made, constant) : undefined;
    return biased ?? rescale(given, made, numbersOf(constant, made), (value) => withConstant(value, at === 0));
  };
}

/** `maximum(x, 0)`, which is a ReLU; else as `merge`. */
export function maximum(given: NodeInputs): Made {
  const limit = limitOf(given);
  if (limit?.value !== 0) return merge('Maximum')(given);
  return given.builder.layer(given.name, 'ReLU', {}, [given.made(limit.side)]);
}

/** `minimum(relu(x), 6)`, as Keras has written ReLU6; else as `merge`. */
export function minimum(given: NodeInputs): Made {
  const limit = limitOf(given);
  if (limit === undefined || limit.value < 0) return merge('Minimum')(given);
  const made = given.made(limit.side);
  if (!given.builder.isPositive(made)) throw new NoCounterpart('compares with a constant');
  return given.builder.layer(given.name, 'ReLU', { max_value: limit.value }, [made]);
}

/** The one number with which something is compared, and which input that is; undefined for anything else. */
function limitOf(given: NodeInputs): { readonly value: number; readonly side: 0 | 1 } | undefined {
  const side = given.constant(0) === undefined ? 0 : 1;
  const constant = given.constant(side === 0 ? 1 : 0);
  const [value, ...others] = constant === undefined ? [] : widen(constant.value).data;
  return value === undefined || others.length > 0 ? undefined : { value, side };
}

/** BiasAdd. */
export function biasAdd(given: NodeInputs): Made {
  const made = given.made(0);
  const bias = given.needConstant(1);
  const biased = given.isOnlyUse(0) ? given.builder.bias(made, bias) : undefined;
  return biased ?? rescale(given, made, numbersOf(bias, made), (value) => [1, value]);
}

function rescale(
  { name, builder }: NodeInputs,
  made: Made,
  numbers: readonly number[],
  of: (value: number) => readonly [number, number],
): Made {
  const pairs = numbers.map(of);
  const column = (at: 0 | 1): number | number[] => {
    const all = pairs.map((pair) => pair[at]);
    const [first = 0] = all;
    return all.every((value) => value === first) ? first : all;
  };
  return builder.layer(name, 'Rescaling', { scale: column(0), offset: column(1) }, [made]);
}

/** One number, or one for each channel. */
function numbersOf({ value }: Constant, { shape }: Made): readonly number[] {
  const size = sizeOf(value.shape);
  const isRow = size === 1 || (size === value.shape.at(-1) && size === shape.at(-1));
  if (isRow && size > 0 && size <= MOST_NUMBERS && value.shape.length <= shape.length) return [...widen(value).data];
  throw new NoCounterpart(
    `takes a constant of ${value.shape.join(' x ')}; known are one number, or one for each channel`,
  );
}
