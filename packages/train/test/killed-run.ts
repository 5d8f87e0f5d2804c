/**
 * A run to be killed: `node killed-run.mjs <folder of checkpoints>`. Goes on from there if it can, and tells on its standard output
 * each step, each checkpoint, and in the end a hash of all that it leaves.
 */
import { fingerprint, type Json, type Stage } from '@graftjs/core';
import { startBackend } from '@graftjs/engines/backends';
import { checkpointFolder } from '../src/checkpoint/checkpoint-folder.js';
import { compose } from '../src/compose.js';
import { fit } from '../src/fit.js';
import { inTurn, trainAll, tune } from './strategies.js';
import { toyData, toyRecipe } from './toy.js';

const CHECKPOINT_STEPS = 4;

const statistics = { ...trainAll, batchNorm: 'train' } as const;
const stages: Parameters<typeof inTurn>[0] = (blocks): Stage[] => [
  { kind: 'solve', name: 'solve' },
  tune(blocks, { name: 'top', blocks: ['frozen', statistics], epochs: 5, schedule: 'one-cycle' }),
  tune(blocks, { name: 'all', blocks: [statistics, trainAll], start: 'best', epochs: 6, patience: 3 }),
];
const recipe = toyRecipe({
  data: toyData({ sizes: { train: 48, validation: 12, test: 3 } }),
  batchSize: 6,
  optimizer: { averaging: 0.9, weightDecay: 0.01 },
  freeze: inTurn(stages, 'best'),
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = process.argv[2] ?? '';
const store = checkpointFolder(folder);

await startBackend('wasm');
say('ready');
const run = await fit(compose(recipe), {
  checkpoints: store,
  checkpointEvery: { steps: CHECKPOINT_STEPS },
  resume: true,
  onProgress(progress) {
    if (progress.phase === 'step') say(`step ${progress.step}`);
    if (progress.phase === 'note' && progress.note.code !== 'no-checkpoint') say(`note ${progress.note.code}`);
  },
});
const record = JSON.parse(JSON.stringify(run.stages)) as Json;
say(`end ${fingerprint().tensors(run.network.weights).json(record).hex()}`);
