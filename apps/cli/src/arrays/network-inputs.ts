import { formatShape, GraftError, sizeOf, type HostTensor, type Network, type NetworkInput } from '@graftjs/core';
import type { NumpyArray } from './read-npz.js';

/**
 * What a network is fed, from arrays `x0`, `x1`, … in the order of its inputs.
 *
 * @returns tensors by the names of the inputs
 * @throws GraftError 'inputs-mismatch' that lists all missing, surplus and misshapen arrays; 'bad-input-values'
 */
export function networkInputs(network: Network, arrays: ReadonlyMap<string, NumpyArray>): Map<string, HostTensor> {
  const wanted = network.inputs.map((input, at) => ({ input, name: `x${at}` }));
  const batch = arrays.get('x0')?.shape[0];
  const wrong = [
    ...wanted.flatMap(({ input, name }) => explainMisfit(name, input, arrays.get(name), batch)),
    ...[...arrays.keys()].filter((name) => wanted.every((each) => each.name !== name)).map((name) => `"${name}" is not among them`), // prettier-ignore
  ];
  if (wrong.length > 0) {
    const all = wanted.map(({ input, name }) => `${name} for "${input.name}" (batch x ${show(input)})`).join(', ');
    throw new GraftError('inputs-mismatch', `${network.name} takes ${all}. ${wrong.join('; ')}.`);
  }
  return new Map(
    wanted.flatMap(({ input, name }) => {
      const array = arrays.get(name);
      return array === undefined ? [] : [[input.name, toTensor(name, input, array)] as const];
    }),
  );
}

function explainMisfit(
  name: string,
  { shape }: NetworkInput,
  array: NumpyArray | undefined,
  batch: number | undefined,
): string[] {
  if (array === undefined) return [`"${name}" is missing`];
  const got = `(${array.shape.join(', ')})`;
  const fits = shape.every((length, axis) => axis === 0 || length === null || length === array.shape[axis]);
  if (array.shape.length !== shape.length || !fits) return [`"${name}" has the shape ${got}`];
  const [rows] = array.shape;
  if (rows === 0) return [`"${name}" has no examples`];
  if (shape[0] !== null && shape[0] !== rows)
    return [`"${name}" has ${rows ?? 0} examples instead of ${shape[0] ?? 0}`];
  return rows === batch ? [] : [`"${name}" has ${rows ?? 0} examples, and "x0" ${batch ?? 0}`];
}

function toTensor(name: string, { dtype }: NetworkInput, { data, shape, dtype: given }: NumpyArray): HostTensor {
  if (dtype === 'float32') {
    const values = data instanceof BigInt64Array ? Float32Array.from(data, Number) : new Float32Array(data);
    return { dtype, shape, data: values };
  }
  if (given === '<f4' || given === '<f8') {
    throw new GraftError(
      'bad-input-values',
      `The array "${name}" is of the type ${given}, and the network takes whole numbers there. Convert it in Python: array.astype("int32").`,
    );
  }
  const values = new Int32Array(sizeOf(shape));
  for (let at = 0; at < values.length; at++) {
    const value = Number(data[at] ?? 0);
    values[at] = value;
    if (values[at] !== value) {
      throw new GraftError('bad-input-values', `The array "${name}" holds ${value}, which is no int32.`);
    }
  }
  return { dtype, shape, data: values };
}

function show({ shape }: NetworkInput): string {
  return formatShape(shape.slice(1));
}
