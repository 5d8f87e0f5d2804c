import { it } from 'vitest';
import { fuzzFile, fuzzJson } from '../fixtures/fuzz.js';
import { readTfjsFixture } from '../fixtures/read-tfjs-fixture.js';

const RUNS = 10_000;

it.each(['plain.uint8', 'plain.float16', 'branches', 'sequences', 'words', 'plain.graph', 'shapes.graph'])(
  'a changed description is read or refused: %s',
  (model) => {
    const fixture = `tfjs/${model}/model.json`;
    return fuzzJson(fixture, RUNS, 8, (json) => readTfjsFixture(fixture, json));
  },
);

it.each([
  'plain/model.json',
  'shapes.graph/model.json',
  'plain.uint8/group1-shard1of2.bin',
  'plain.float16/group1-shard2of4.bin',
])('a damaged file is read or refused: %s', (name) => {
  const fixture = `tfjs/${name}`;
  return fuzzFile(fixture, RUNS, 8, (file) => readTfjsFixture(fixture, file));
});
