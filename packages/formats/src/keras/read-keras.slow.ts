import { it } from 'vitest';
import { fuzzFile, fuzzJson } from '../fixtures/fuzz.js';
import { readEverything } from '../fixtures/read-everything.js';

const RUNS = 10_000;

it.each(['plain.k3.keras', 'branches.k2.keras', 'plain.k3.h5', 'deep.k2.h5', 'words.k3.h5'])(
  'a damaged file is read or refused: %s',
  (name) => fuzzFile(`keras/${name}`, RUNS, 8),
);

it.each(['branches.k3.json', 'branches.k2.json', 'plain.k3.json'])(
  'a changed description is read or refused: %s',
  (name) => fuzzJson(`keras/${name}`, RUNS, 8),
);

it.each([
  'hdf5/types.h5',
  'hdf5/chunks.h5',
  'hdf5/latest.h5',
  'hdf5/attributes.h5',
  'zip/lies-small.zip',
  'zip/overlap.zip',
])('all that a damaged file holds is read or refused: %s', (fixture) => fuzzFile(fixture, RUNS, 8, readEverything));
