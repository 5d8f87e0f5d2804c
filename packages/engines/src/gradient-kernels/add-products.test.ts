import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import loadWabt from 'wabt';
import { assembled } from './add-products.js';

it('is its text, assembled', async () => {
  const wabt = await loadWabt();
  const text = readFileSync(new URL('add-products.wat', import.meta.url), 'utf8');
  const { buffer } = wabt.parseWat('add-products.wat', text, { simd: true }).toBinary({});
  expect(assembled).toBe(Buffer.from(buffer).toString('base64'));
});
