import type { HostTensor, Note } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { Group } from '../../hdf5/open-hdf5.js';
import { wholeRoles } from '../rules.js';
import type { Matching } from './matching.js';
import { startMatching } from './matching.js';
import { isLegacyLayout, matchLegacyLayout } from './read-legacy-layout.js';
import { isObjectLayout, matchObjectLayout } from './read-object-layout.js';
import { readValue, readWholeValue } from './read-value.js';
import type { WeightModel } from './weight-tree.js';

/** Values by the network's names, and what is to be noted of how they were found. */
export interface ReadWeights {
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly notes: readonly Note[];
}

/**
 * Reads the weights that a model wants, in whichever layout the file has, one at a time.
 *
 * @param root the root group of a whole model or of weights alone
 * @throws GraftError 'weights-mismatch' that lists all that is missing, surplus or of another shape; 'no-weights',
 *   'bad-weight-dtype', 'bad-weight-values'; what the HDF5 reader throws
 */
export async function readWeights(root: Group, tree: WeightModel): Promise<ReadWeights> {
  const matching = startMatching();
  const notes = await match(root, tree, matching);
  matching.check(tree.name);
  return readMatched(matching, notes);
}

/** Reads the weights that were matched, one at a time. */
export async function readMatched(matching: Matching, matched: readonly Note[]): Promise<ReadWeights> {
  const notes = [...matched];
  const weights = new Map<string, HostTensor>();
  let rounded = 0;
  for (const [{ name, role }, { dataset }] of matching.pairs) {
    if (wholeRoles.includes(role)) {
      weights.set(name, await readWholeValue(dataset));
      continue;
    }
    const { value, conversion } = await readValue(dataset);
    weights.set(name, value);
    if (conversion !== 'none') rounded++;
  }
  if (rounded > 0)
    notes.push({
      code: 'weights-rounded',
      message: `${rounded} weights are float64 in the file and were rounded to float32.`,
    });
  return { weights, notes };
}

async function match(root: Group, tree: WeightModel, matching: Matching): Promise<readonly Note[]> {
  const inner = root.names.includes('model_weights') ? await root.open('model_weights') : root;
  if (inner?.kind === 'group' && (await isLegacyLayout(inner))) return matchLegacyLayout(inner, tree, matching);
  if (isObjectLayout(root)) return matchObjectLayout(root, tree, matching);
  throw new GraftError(
    'no-weights',
    'This HDF5 file holds no weights of Keras: neither a list "layer_names" nor a group "layers".',
  );
}
