import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostileFiles } from '../fixtures/hostile-files.js';
import { readFixture } from '../fixtures/read-fixture.js';

const RUNS = 4_000;
const SPARE_BYTES = 100e6;

/** Within the package, so that the process finds what is not bundled. */
const reports = fileURLToPath(new URL('../../.reports/', import.meta.url));
let work = '';
let program = '';

beforeAll(async () => {
  mkdirSync(reports, { recursive: true });
  work = mkdtempSync(join(reports, 'memory-'));
  program = join(work, 'fuzz-memory.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../test/fuzz-memory.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@graftjs/source'],
    external: ['@tensorflow/*', '@zip.js/*', 'fast-check'],
    define: { 'import.meta.url': JSON.stringify(new URL('../fixtures/', import.meta.url).href) },
  });
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const measure = (file: string, runs: number): number =>
  Number(execFileSync(process.execPath, ['--expose-gc', program, file, String(runs), '9'], { encoding: 'utf8' }));

it.each([
  'keras/plain.k3.keras',
  'keras/plain.k3.h5',
  'hdf5/chunks.h5',
  'hdf5/bomb.h5',
  'zip/bomb.zip',
  'tfjs/plain.uint8/model.json',
  'tfjs/shapes.graph/model.json',
])('damaged files never take more than twice their size and 100 MB: %s', (fixture) => {
  expect(measure(fixture, RUNS)).toBeLessThan(2 * readFixture(fixture).length + SPARE_BYTES);
});

it.each(Object.keys(hostileFiles))('nor does a file that was made for it: %s', async (name) => {
  const [file, bytes] = [join(work, 'hostile'), await hostileFiles[name]!()];
  writeFileSync(file, bytes);
  expect(measure(file, 0)).toBeLessThan(2 * bytes.length + SPARE_BYTES);
});
