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

/** Functions of TensorFlow that Keras 2 lists among the layers, by the operation of Keras 3 that does the same. */
const functions: Readonly<Record<string, string>> = {
  '__operators__.add': 'Add',
  'math.add': 'Add',
  'math.divide': 'TrueDivide',
  'math.maximum': 'Maximum',
  'math.minimum': 'Minimum',
  'math.multiply': 'Multiply',
  'math.negative': 'Negative',
  'math.sigmoid': 'Sigmoid',
  'math.softplus': 'Softplus',
  'math.subtract': 'Subtract',
  'math.tanh': 'Tanh',
  'math.truediv': 'TrueDivide',
  'nn.gelu': 'Gelu',
  'nn.relu': 'Relu',
  'nn.relu6': 'Relu6',
  'nn.selu': 'Selu',
  'nn.sigmoid': 'Sigmoid',
  'nn.softmax': 'Softmax',
  'nn.softplus': 'Softplus',
  'nn.softsign': 'Softsign',
  'nn.tanh': 'Tanh',
  concat: 'Concatenate',
};

/**
 * Reads a function of TensorFlow that a functional model of Keras 2 calls between its layers, `x / 127.5` say. The name is looked up
 * in a fixed table and never in TensorFlow.
 *
 * @param object a layer of the class TFOpLambda
 * @returns undefined for what has no counterpart in the layer table
 */
export function readFunction({ config, inbound_nodes: nodes }: JsonObject): Operation | undefined {
  const name = isObject(config) ? config['function'] : undefined;
  const className = typeof name === 'string' && Object.hasOwn(functions, name) ? functions[name] : undefined;
  const [node, ...others] = isList(nodes) ? nodes : [];
  if (className === undefined || !isList(node) || others.length > 0) return undefined;
  const { positional, named } = className === 'Concatenate' ? listCall(node) : functionCall(node);
  const { y, ...options } = named;
  const args = y === undefined ? positional : [...positional, y];
  const known = Object.entries(options).filter(([key, value]) => key !== 'name' || value !== null);
  if (known.some(([key]) => !['axis', 'approximate'].includes(key))) return undefined;
  return readOperation({
    class_name: className,
    // Its defaults, which are not those of Keras 3 everywhere.
    config: { axis: -1, approximate: false, ...Object.fromEntries(known) },
    inbound_nodes: [{ args: [...args], kwargs: {} }],
  });
}

interface FunctionCall {
  readonly positional: readonly Json[];
  readonly named: JsonObject;
}

/** `["dense", 0, 0, { "y": 2 }]`, or where a number comes first `["_CONSTANT_VALUE", -1, 2, { "y": ["dense", 0, 0] }]` */
function functionCall([layer = null, node = null, output = null, named = {}]: readonly Json[]): FunctionCall {
  const first = layer === '_CONSTANT_VALUE' ? output : [layer, node, output];
  return { positional: [first], named: isObject(named) ? named : {} };
}

/** `[["x", 0, 0, { "axis": -1 }], ["y", 0, 0, { "axis": -1 }]]` */
function listCall(tensors: readonly Json[]): FunctionCall {
  const calls = tensors.map((tensor) => functionCall(isList(tensor) ? tensor : []));
  return { positional: [calls.flatMap(({ positional }) => positional)], named: calls[0]?.named ?? {} };
}

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
