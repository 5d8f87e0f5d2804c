import { it } from 'vitest';
import { fuzzFile, fuzzJson } from '../fixtures/fuzz.js';
import { readEverything } from '../fixtures/read-everything.js';

const RUNS = 150;

it.each(['plain.k3.keras', 'plain.k3.h5', 'words.k3.h5', 'branches.k2.keras'])(
  'a damaged file is read or refused: %s',
  (name) => fuzzFile(`keras/${name}`, RUNS, 7),
);

it.each(['branches.k3.json', 'branches.k2.json'])('a changed description is read or refused: %s', (name) =>
  fuzzJson(`keras/${name}`, RUNS, 7),
);

it.each(['hdf5/types.h5', 'hdf5/chunks.h5', 'hdf5/latest.h5', 'zip/lies-small.zip'])(
  'all that a damaged file holds is read or refused: %s',
  (fixture) => fuzzFile(fixture, RUNS, 7, readEverything),
);
