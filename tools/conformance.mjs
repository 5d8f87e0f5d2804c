/**
 * Runs the conformance checks of `@graftjs/testkit` on one tfjs backend, with real weights, and keeps the log in
 * `docs/conformance/<backend>.md`.
 *
 *     npm run build && node tools/conformance.mjs wasm
 *     GRAFT_TFJS_NODE=<folder> node tools/conformance.mjs tfjs-node
 *
 * The reference is tfjs's cpu backend in plain JavaScript, nothing folded.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { registerGradients } from '@graftjs/engines/gradient-kernels';
import * as strategies from '@graftjs/freeze';
import { linear } from '@graftjs/heads/linear';
import {
  checkBackbone,
  checkEngine,
  checkFrozenStaysFrozen,
  checkHead,
  tinyBackbone,
  toyImages,
} from '@graftjs/testkit';
import { describeMachine } from './bench/describe-machine.mjs';
import { QUIET, watchOthers } from './bench/watch-others.mjs';

const { name: backend } = await startBackend(process.argv[2]);
registerGradients();
const engine = tfjsEngine();
const reference = cpuEngine();
const lite0 = await efficientNetLite0();
const small = await efficientNetLite0({ inputSize: 64 });

const log = [];
await check('The engine gives what cpu gives, the same for every batch size, and folds across no boundary', () =>
  checkEngine(engine, reference),
);
await check('EfficientNet-Lite0, ImageNet weights: every cut is real, blocks in sequence equal the whole', async () =>
  checkBackbone(lite0, await pictures(224, 2)),
);
await check('A linear head: gradients, seeds, direct solution', () => checkHead(linear()));
await checkTraining('a tiny network', tinyBackbone(), 8, strategies.featureExtraction());
await checkTraining('EfficientNet-Lite0, featureExtraction', small, 64, strategies.featureExtraction());
for (const [name, create] of Object.entries(tuning())) {
  for (const batchNorm of ['frozen', 'affine', 'train']) {
    if (name === 'batchNormOnly' && batchNorm === 'frozen') continue;
    const strategy = create({ epochs: 2, patience: null, batchNorm });
    await checkTraining(`EfficientNet-Lite0, ${name}, BatchNorm ${batchNorm}`, small, 64, strategy);
  }
}
await check('Class probabilities of EfficientNet-Lite0 are those of cpu within 1e-4', async () => {
  const batch = await prepared(lite0, 4);
  const [mine, theirs] = [await runOnce(engine, batch), await runOnce(reference, batch)];
  const difference = mine.reduce((largest, value, index) => Math.max(largest, Math.abs(value - theirs[index])), 0);
  if (!(difference <= 1e-4)) throw new Error(`they differ by ${difference}`);
  return `largest difference ${difference.toExponential(1)}`;
});
await check('Speed, EfficientNet-Lite0, 224 px, batches of 16', async () => {
  const watched = watchOthers();
  const folded = await speed(tfjsEngine());
  const plain = await speed(tfjsEngine({ fold: false }));
  const others = watched();
  const unfair = others > QUIET ? ': too much for a fair figure' : '';
  return `${folded.toFixed(0)} pictures/s, ${plain.toFixed(0)} without folding; other programs took ${Math.round(others * 100)} % of the processor time meanwhile${unfair}`;
});

const failed = log.filter(({ passed }) => !passed).length;
writeLog();
process.exitCode = failed > 0 ? 1 : 0;

async function check(what, work) {
  const start = performance.now();
  let line;
  try {
    line = { what, passed: true, note: (await work()) ?? '' };
  } catch (error) {
    line = { what, passed: false, note: error.message };
  }
  log.push(line);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${line.passed ? 'passed' : 'FAILED'}  ${what}${line.note && `: ${line.note}`} (${seconds} s)`);
}

/** 16 pictures, so that there is one step an epoch; a head sure of itself would have no gradient left, hence its penalty. */
function checkTraining(what, backbone, size, freeze) {
  const data = toyImages({ size, perClass: 8 });
  return check(`What is frozen keeps its bits, what trains moves: ${what}`, () =>
    checkFrozenStaysFrozen({ data, backbone, head: linear({ l2: 1 }), freeze }),
  );
}

/** Every strategy that tunes blocks, by name. */
function tuning() {
  const others = Object.entries(strategies).filter(([name]) => !['featureExtraction', 'inSequence'].includes(name));
  // By their own factors the first of Lite0's many blocks have rates that no float32 near 1 is moved by; and by its own rate
  // `progressive` is so sure of toy pictures after four blocks that its gradients are zero.
  const gently = (create, own) => (options) => create({ ...options, factor: 1.1, ...own });
  const { discriminative, progressive } = strategies;
  return {
    ...Object.fromEntries(others),
    discriminative: gently(discriminative, {}),
    progressive: gently(progressive, { learningRate: 1e-5 }),
  };
}

/** Each call makes cpu the current backend, and then the one under test again. */
function cpuEngine() {
  return {
    name: 'cpu/plain',
    parallel: 1,
    load: async (network) => ({
      async run(inputs) {
        await startBackend('cpu');
        const session = await tfjsEngine({ fold: false }).load(network);
        try {
          return await session.run(inputs);
        } finally {
          session.dispose();
          await startBackend(backend);
        }
      },
      dispose: () => undefined,
    }),
  };
}

function writeLog() {
  const folder = new URL('../docs/conformance/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${backend}.md`, folder);
  const lines = log.map(
    ({ what, passed, note }) => `- ${passed ? 'passed' : '**failed**'}: ${what}${note && `: ${note}`}`,
  );
  const head = `# Conformance on ${backend}\n\nEngine ${engine.name}. ${describeMachine()}. Made by \`node tools/conformance.mjs ${backend}\`.`;
  writeFileSync(file, `${head}\n\n${lines.join('\n')}\n`);
  console.log(`Written to ${fileURLToPath(file)}`);
}

async function pictures(size, count) {
  const found = [];
  for await (const { input } of toyImages({ size, perClass: count }).examples('train')) found.push(input);
  return found.slice(0, count);
}

async function prepared({ preprocess }, count) {
  const ready = [];
  for (const picture of await pictures(224, count)) ready.push(await preprocess.prepare(picture));
  return preprocess.batch(ready);
}

async function runOnce(runner, batch) {
  const session = await runner.load(lite0.network);
  const [output] = await session.run(batch);
  session.dispose();
  return output.data;
}

async function speed(runner) {
  const session = await runner.load(lite0.network);
  const batch = await prepared(lite0, 16);
  await session.run(batch);
  const rates = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await session.run(batch);
    rates.push(16_000 / (performance.now() - start));
  }
  session.dispose();
  return rates.sort((a, b) => a - b)[2];
}
