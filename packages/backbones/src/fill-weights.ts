import { formatShape, GraftError, type HostTensor, type Network } from '@graftjs/core';
import { checkWeightValues, listWeights } from '@graftjs/network';

/**
 * Gives a bare network its values, every one by name and shape.
 *
 * @param tensors by weight name
 * @param options.spare names that `tensors` may hold and the network does not need: those of a top that is left out
 * @returns a new network that shares the tensors
 * @throws GraftError 'weights-mismatch' that lists all that is missing, surplus or of another shape; 'bad-weight-values'
 */
export function fillWeights(
  network: Network,
  tensors: ReadonlyMap<string, HostTensor>,
  options: { readonly spare?: Iterable<string> } = {},
): Network {
  const spare = new Set(options.spare);
  const wanted = listWeights(network);
  const weights = new Map<string, HostTensor>();
  const missing: string[] = [];
  const misshapen: string[] = [];
  for (const [name, { shape }] of wanted) {
    const tensor = tensors.get(name);
    if (tensor === undefined) missing.push(`${name} (${formatShape(shape)})`);
    else if (formatShape(tensor.shape) !== formatShape(shape)) {
      misshapen.push(`${name} (${formatShape(tensor.shape)} instead of ${formatShape(shape)})`);
    } else weights.set(name, tensor);
  }
  const surplus = [...tensors]
    .filter(([name]) => !wanted.has(name) && !spare.has(name))
    .map(([name, { shape }]) => `${name} (${formatShape(shape)})`);

  const faults = [describe('missing', missing), describe('not part of it', surplus), describe('misshapen', misshapen)];
  const found = faults.filter((fault) => fault !== '');
  if (found.length > 0) {
    throw new GraftError(
      'weights-mismatch',
      `These weights do not fit ${network.name}. ${found.join('. ')}. Open them with the architecture and options that they were trained with.`,
    );
  }
  const filled = { ...network, weights };
  checkWeightValues(filled);
  return filled;
}

function describe(fault: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${names.length} ${fault}: ${names.join(', ')}`;
}
