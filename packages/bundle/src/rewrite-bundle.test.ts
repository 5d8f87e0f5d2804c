import { expect, it } from 'vitest';
import { decodeBundle } from './decode-bundle.js';
import { encodeBundle } from './encode-bundle.js';
import { numbersPlugin, tinyRun } from './fixtures/tiny-run.js';
import { rewriteBundle } from './rewrite-bundle.js';

const bytes = encodeBundle(tinyRun(), { metrics: { accuracy: 0.5 }, recipe: { seed: 7 }, versions: { engine: 'cpu' } });
const decode = (from: Uint8Array) => decodeBundle(from, { preprocessors: [numbersPlugin] });

it('gives the same bytes where nothing was changed', () => {
  expect(rewriteBundle(decode(bytes))).toEqual(bytes);
});

it('writes what was changed, and keeps the rest', () => {
  const bundle = decode(bytes);
  const task = { kind: 'classification', labels: ['aster', 'rose', 'tulip'] } as const;
  const again = decode(rewriteBundle({ ...bundle, task, metrics: null }));
  expect(again.task).toEqual(task);
  expect(again.metrics).toBeNull();
  expect(again.recipe).toEqual({ seed: 7 });
  expect(again.versions).toEqual(bundle.versions);
  expect(again.network).toEqual(bundle.network);
});

it('refuses a change that could not predict', () => {
  const bundle = decode(bytes);
  const four = { kind: 'classification', labels: ['a', 'b', 'c', 'd'] } as const;
  const twice = { kind: 'classification', labels: ['a', 'b', 'a'] } as const;
  expect(() => rewriteBundle({ ...bundle, task: four })).toThrow('must end in one output [batch, 4]');
  expect(() => rewriteBundle({ ...bundle, task: twice })).toThrow('task.labels: must not name anything twice');
});
