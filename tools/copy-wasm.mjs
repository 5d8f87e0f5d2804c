/**
 * Puts the WebAssembly of tfjs into `dist` of `engines`. An address within a package is the one that every bundler follows: Parcel
 * and Rollup look for no other package there.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../packages/engines/dist/', import.meta.url));
const from = dirname(createRequire(dist).resolve('@tensorflow/tfjs-backend-wasm'));
mkdirSync(dist, { recursive: true });
for (const variant of ['', '-simd', '-threaded-simd']) {
  const file = `tfjs-backend-wasm${variant}.wasm`;
  copyFileSync(join(from, file), join(dist, file));
}
