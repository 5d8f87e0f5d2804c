import { it } from 'vitest';
import { fuzzFile, fuzzJson } from '../fixtures/fuzz.js';
import { readTfjsFixture } from '../fixtures/read-tfjs-fixture.js';

const RUNS = 150;

it.each(['plain.uint8', 'branches', 'shapes.graph'])('a changed description is read or refused: %s', (model) => {
  const fixture = `tfjs/${model}/model.json`;
  return fuzzJson(fixture, RUNS, 7, (json) => readTfjsFixture(fixture, json));
});

it.each(['plain.graph/model.json', 'plain.float16/group1-shard2of4.bin'])(
  'a damaged file is read or refused: %s',
  (name) => {
    const fixture = `tfjs/${name}`;
    return fuzzFile(fixture, RUNS, 7, (file) => readTfjsFixture(fixture, file));
  },
);
