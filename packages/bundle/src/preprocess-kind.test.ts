import { expect, it } from 'vitest';
import { writeSafetensors } from '@graftjs/safetensors';
import { encodeBundle } from './encode-bundle.js';
import { tinyRun } from './fixtures/tiny-run.js';
import { preprocessKind } from './preprocess-kind.js';

it('is told from the header alone', () => {
  const bytes = encodeBundle(tinyRun());
  expect(preprocessKind(bytes)).toBe('numbers');
  // Within a larger buffer, and cut off behind the header.
  const header = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const within = new Uint8Array(header + 20);
  within.set(bytes.subarray(0, 8 + header), 5);
  expect(preprocessKind(within.subarray(5))).toBe('numbers');
});

it.each([
  ['nothing', new Uint8Array()],
  ['text', new TextEncoder().encode('a text that is no bundle')],
  ['weights alone', writeSafetensors(new Map())],
  ['another description', writeSafetensors(new Map(), new Map([['graft', 'null']]))],
  ['no kind in it', writeSafetensors(new Map(), new Map([['graft', '{"preprocess":{"kind":1}}']]))],
])('is unknown of %s', (_, bytes) => {
  expect(preprocessKind(bytes)).toBeUndefined();
});
