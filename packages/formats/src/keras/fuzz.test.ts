import { it } from 'vitest';
import { fuzzFile, fuzzJson } from '../fixtures/fuzz.js';

const RUNS = 150;

it.each(['plain.k3.keras', 'plain.k3.h5', 'plain.k2.h5', 'branches.k2.keras'])(
  'a damaged file is read or refused: %s',
  (name) => fuzzFile(`keras/${name}`, RUNS, 7),
);

it.each(['branches.k3.json', 'branches.k2.json'])('a changed description is read or refused: %s', (name) =>
  fuzzJson(`keras/${name}`, RUNS, 7),
);
