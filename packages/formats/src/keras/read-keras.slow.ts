import { it } from 'vitest';
import { fuzzFile, fuzzJson } from '../fixtures/fuzz.js';

const RUNS = 20_000;

it.each(['plain.k3.keras', 'branches.k2.keras', 'plain.k3.h5', 'deep.k2.h5'])(
  'a damaged file is read or refused: %s',
  (name) => fuzzFile(`keras/${name}`, RUNS, 8),
);

it.each(['branches.k3.json', 'branches.k2.json', 'plain.k3.json'])(
  'a changed description is read or refused: %s',
  (name) => fuzzJson(`keras/${name}`, RUNS, 8),
);
