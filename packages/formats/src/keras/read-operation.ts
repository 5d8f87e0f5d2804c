import type { Json, Layer } from '@graftjs/core';
import type { Call } from './model-parts.js';
import type { JsonObject } from './parse-json.js';
import { isList, isObject } from './parse-json.js';
import type { RawRef } from './read-calls.js';
import { readRef } from './read-calls.js';

/** An operation of Keras 3, `x + y` say, in terms of the layer table. */
export interface Operation {
  readonly type: string;
  readonly options: Layer['options'];
  readonly call: Call<RawRef>;
}

/** Operations on two tensors that a merging layer does too. */
const merges = ['Add', 'Subtract', 'Multiply', 'Maximum', 'Minimum'];

/** Operations that are activation functions, by class name. */
const activations: Readonly<Record<string, string>> = {
  HardSigmoid: 'hard_sigmoid',
  HardSilu: 'hard_silu',
  LogSigmoid: 'log_sigmoid',
  Relu: 'relu',
  Relu6: 'relu6',
  Selu: 'selu',
  Sigmoid: 'sigmoid',
  Silu: 'silu',
  Softplus: 'softplus',
  Softsign: 'softsign',
  Tanh: 'tanh',
};

/**
 * Reads an operation that a functional model lists among its layers: two tensors merged, one scaled and moved by a number, or an
 * activation function.
 *
 * @param object as Keras writes a layer; files of the old format do not say that it is none, but how it is called does
 * @returns undefined for what has no counterpart in the layer table, and for layers
 */
export function readOperation({
  class_name: className,
  config,
  inbound_nodes: nodes,
}: JsonObject): Operation | undefined {
  const [node, ...others] = isList(nodes) ? nodes : [];
  if (typeof className !== 'string' || !isObject(node) || others.length > 0) return undefined;
  const { args, kwargs } = node;
  if (!isList(args) || (isObject(kwargs) && Object.keys(kwargs).length > 0)) return undefined;
  const found = counterpart(className, isObject(config) ? config : {}, args);
  const tensors = className === 'Concatenate' && isList(args[0]) ? args[0] : args;
  const inputs = tensors.flatMap((tensor) => readRef(tensor) ?? []);
  return found && { ...found, call: { inputs, options: {}, mask: undefined } };
}

function counterpart(
  className: string,
  config: JsonObject,
  args: readonly Json[],
): Omit<Operation, 'call'> | undefined {
  const [first, second] = args;
  const isTensor = [first, second].map((argument) => readRef(argument) !== undefined);
  const { axis = 0 } = config;
  if (className === 'Concatenate' && args.length === 1 && isListOfTensors(first))
    return { type: className, options: { axis } };
  if (args.length === 1 && isTensor[0]) return ofOne(className, config);
  if (args.length !== 2) return undefined;
  if (isTensor[0] && isTensor[1]) return merges.includes(className) ? { type: className, options: {} } : undefined;
  const number = isTensor[0] ? second : first;
  if (typeof number !== 'number' || !(isTensor[0] || isTensor[1])) return undefined;
  return ofNumber(className, number, isTensor[0] === true);
}

function isListOfTensors(value: Json | undefined): boolean {
  return isList(value) && value.every((item) => readRef(item) !== undefined);
}

function ofOne(className: string, { axis = -1, approximate }: JsonObject): Omit<Operation, 'call'> | undefined {
  if (className === 'Negative') return rescaling(-1, 0);
  if (className === 'Gelu') return activation(approximate === false ? 'gelu' : 'gelu_approximate');
  if (className === 'Softmax') return axis === -1 ? activation('softmax') : undefined;
  const name = Object.hasOwn(activations, className) ? activations[className] : undefined;
  return name === undefined ? undefined : activation(name);
}

/** @param isFirst whether the tensor comes first: `x - 1`, not `1 - x` */
function ofNumber(className: string, number: number, isFirst: boolean): Omit<Operation, 'call'> | undefined {
  switch (className) {
    case 'Add':
      return rescaling(1, number);
    case 'Subtract':
      return isFirst ? rescaling(1, -number) : rescaling(-1, number);
    case 'Multiply':
      return rescaling(number, 0);
    case 'TrueDivide':
    case 'Divide':
      return isFirst && number !== 0 ? rescaling(1 / number, 0) : undefined;
    default:
      return undefined;
  }
}

function rescaling(scale: number, offset: number): Omit<Operation, 'call'> {
  return { type: 'Rescaling', options: { scale, offset } };
}

function activation(name: string): Omit<Operation, 'call'> {
  return { type: 'Activation', options: { activation: name } };
}
