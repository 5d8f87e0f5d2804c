// Interrupts training, goes on from its checkpoint, and shows that nothing tells the two runs apart.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBundle } from '@graftjs/bundle';
import { startBackend } from '@graftjs/engines/backends';
import { fineTune } from '@graftjs/freeze/fine-tune';
import { linear } from '@graftjs/heads/linear';
import { tinyBackbone, toyImages } from '@graftjs/testkit';
import { compose, fit } from '@graftjs/train';
import { checkpointFolder } from '@graftjs/train/checkpoint-folder';

await startBackend('wasm');
const composition = compose({
  data: toyImages(),
  backbone: tinyBackbone(),
  head: linear(),
  freeze: fineTune({ epochs: 4, patience: null }),
  batchSize: 4,
  seed: 7,
});
const folder = await mkdtemp(join(tmpdir(), 'graft-checkpoints-'));
const checkpoints = checkpointFolder(folder);

// Whatever ends a run: here it is step 5; for a program at a terminal, process.once('SIGINT', () => stop.abort()).
const stop = new AbortController();
try {
  await fit(composition, {
    checkpoints,
    checkpointEvery: { steps: 2 },
    signal: stop.signal,
    onProgress(event) {
      if (event.phase === 'step' && event.step === 5) stop.abort();
    },
  });
} catch (error) {
  if (!stop.signal.aborted) throw error;
  console.log('interrupted at step 5');
}

/** @type {number[]} */
const steps = [];
const resumed = await fit(composition, {
  checkpoints,
  resume: true,
  onProgress(event) {
    if (event.phase === 'step') steps.push(event.step);
  },
});
console.log(`went on with step ${steps[0]}`);

const uninterrupted = await fit(composition);
const same = Buffer.from(encodeBundle(resumed)).equals(encodeBundle(uninterrupted));
console.log(`the bundles are ${same ? 'the same, byte for byte' : 'not the same'}`);
await rm(folder, { recursive: true });
