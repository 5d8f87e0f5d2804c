import { formatShape, GraftError } from '@graftjs/core';
import type { Dataset } from '../../hdf5/open-hdf5.js';
import type { WantedWeight } from './weight-tree.js';

/** A weight in a file, by the name that a reader would look for. */
export interface FileWeight {
  readonly label: string;
  readonly dataset: Dataset;
}

/** Which weight of the network gets which values of the file, and all that does not fit. */
export interface Matching {
  readonly pairs: readonly (readonly [WantedWeight, FileWeight])[];
  pair(wanted: readonly WantedWeight[], given: readonly FileWeight[]): void;
  /** @throws GraftError 'weights-mismatch' that lists all that is missing, surplus or of another shape */
  check(network: string): void;
}

/** Starts with nothing matched. */
export function startMatching(): Matching {
  const pairs: (readonly [WantedWeight, FileWeight])[] = [];
  const missing: string[] = [];
  const surplus: string[] = [];
  const misshapen: string[] = [];
  return {
    pairs,
    pair(wanted, given) {
      wanted.forEach((weight, at) => {
        const found = given[at];
        if (found === undefined) {
          missing.push(`${weight.name} (${formatShape(weight.shape)})`);
          return;
        }
        const [is, should] = [formatShape(found.dataset.shape), formatShape(weight.shape)];
        if (is === should) pairs.push([weight, found]);
        else misshapen.push(`${weight.name} (${is} in "${found.label}" instead of ${should})`);
      });
      for (const { label, dataset } of given.slice(wanted.length)) {
        surplus.push(`${label} (${formatShape(dataset.shape)})`);
      }
    },
    check(network) {
      const faults = [say('missing', missing), say('not part of it', surplus), say('misshapen', misshapen)];
      const found = faults.filter((fault) => fault !== '');
      if (found.length === 0) return;
      throw new GraftError('weights-mismatch', `The weights of this file do not fit ${network}. ${found.join('. ')}.`);
    },
  };
}

/**
 * The weights of one layer or model in the order in which the network wants them: by their names where these say it, else by
 * Keras's order, in which those that train come first.
 *
 * @param parts how many last parts of the names in the file to look at: 1, the role, within a layer; 2, layer and role,
 *   within a model that is kept as one
 */
export function matchByName(
  wanted: readonly WantedWeight[],
  given: readonly FileWeight[],
  parts: 1 | 2,
): { readonly wanted: readonly WantedWeight[]; readonly given: readonly FileWeight[] } {
  const byKey = new Map(given.map((weight) => [lastParts(weight.label, parts), weight]));
  const ordered = wanted.flatMap(({ layer, role }) => byKey.get(parts === 1 ? role : `${layer}/${role}`) ?? []);
  const isOneToOne = [wanted.length, byKey.size, ordered.length, new Set(ordered).size].every(
    (n) => n === given.length,
  );
  if (isOneToOne) return { wanted, given: ordered };
  const trained = wanted.filter(({ trainable }) => trainable);
  return { wanted: [...trained, ...wanted.filter(({ trainable }) => !trainable)], given };
}

/** 'dense/kernel:0' → 'kernel' */
function lastParts(label: string, parts: number): string {
  return label.replace(/:\d+$/, '').split('/').slice(-parts).join('/');
}

function say(fault: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${names.length} ${fault}: ${names.join(', ')}`;
}
