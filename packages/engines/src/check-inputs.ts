import type { HostTensor, Network, NetworkInput } from '@graftjs/core';
import { GraftError, formatShape, listNearest, sizeOf } from '@graftjs/core';

/**
 * Checks that a network can run on these inputs, so that what is wrong is said in the caller's words and not a kernel's.
 *
 * @throws GraftError 'unknown-input', 'missing-input', 'bad-input-dtype', 'bad-input-shape'
 */
export function checkInputs(network: Network, inputs: ReadonlyMap<string, HostTensor>): void {
  const names = network.inputs.map(({ name }) => name);
  for (const name of inputs.keys()) {
    if (!names.includes(name)) {
      throw new GraftError(
        'unknown-input',
        `Network "${network.name}" has no input "${name}". Nearest: ${quoted(listNearest(name, names))}.`,
      );
    }
  }
  let batch: { readonly size: number; readonly input: string } | undefined;
  for (const input of network.inputs) {
    const tensor = inputs.get(input.name);
    if (tensor === undefined) {
      throw new GraftError(
        'missing-input',
        `Network "${network.name}" needs the input "${input.name}" (${formatShape(input.shape)}); got ${quoted(inputs.keys()) || 'none'}.`,
      );
    }
    checkInput(input, tensor);
    const size = tensor.shape[0] ?? 0;
    batch ??= { size, input: input.name };
    if (size !== batch.size) {
      throw new GraftError(
        'bad-input-shape',
        `All inputs of one batch have the same length; "${batch.input}" has ${batch.size} and "${input.name}" has ${size}.`,
      );
    }
  }
}

function checkInput(input: NetworkInput, tensor: HostTensor): void {
  if (tensor.dtype !== input.dtype) {
    throw new GraftError('bad-input-dtype', `Input "${input.name}" takes ${input.dtype}; got ${tensor.dtype}.`);
  }
  const fits =
    tensor.shape.length === input.shape.length &&
    tensor.shape.every((length, axis) => length > 0 && (input.shape[axis] ?? length) === length);
  if (!fits) {
    throw new GraftError(
      'bad-input-shape',
      `Input "${input.name}" takes ${formatShape(input.shape)}, batch first; got ${formatShape(tensor.shape)}.`,
    );
  }
  if (tensor.data.length !== sizeOf(tensor.shape)) {
    throw new GraftError(
      'bad-input-shape',
      `Input "${input.name}" of ${formatShape(tensor.shape)} holds ${sizeOf(tensor.shape)} values; got ${tensor.data.length}.`,
    );
  }
}

function quoted(names: Iterable<string>): string {
  return [...names].map((name) => `"${name}"`).join(', ');
}
