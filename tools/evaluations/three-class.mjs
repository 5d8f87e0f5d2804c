/**
 * Strategies side by side on three kinds of chest X-ray: normal, bacterial and viral pneumonia, told apart by file name.
 *
 *     npm run build && node tools/evaluations/three-class.mjs <folder> [strategy …]
 *
 * The folder is the whole data set of Kermany et al. at 224x224, with train/NORMAL, train/PNEUMONIA, test/NORMAL and test/PNEUMONIA.
 * Five draws of 100 training pictures a class, by the rule of `tools/reference/sklearn_three_class.py`; where a strategy needs
 * validation pictures, they are taken from these 300, by patient. The test is the official one of 624 pictures, looked at once a
 * strategy and draw. Prints a table; features are kept in a folder for the next strategy.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { folderStore } from '@graftjs/cache/folder-store';
import { imageFolder } from '@graftjs/data/image-folder';
import { startBackend } from '@graftjs/engines/backends';
import { wasmWorkers } from '@graftjs/engines/wasm-workers';
import { discriminative } from '@graftjs/freeze/discriminative';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { lastBlocks } from '@graftjs/freeze/last-blocks';
import { linearProbeThenFineTune } from '@graftjs/freeze/linear-probe-then-fine-tune';
import { progressive } from '@graftjs/freeze/progressive';
import { linear } from '@graftjs/heads/linear';
import { compose, evaluate, fit } from '@graftjs/train';

const PER_CLASS = 100;
const DRAWS = [1, 2, 3, 4, 5];
const kinds = ['normal', 'bacterial', 'viral'];
/** Two-sided 95 % quantile of Student's t with four degrees of freedom. */
const T_95 = 2.776;

const strategies = {
  'linear probe': () => featureExtraction(),
  'probe, then the last 2 blocks': () => linearProbeThenFineTune({ blocks: 2 }),
  'last 2 blocks from the start': () => lastBlocks({ blocks: 2, learningRate: 5e-4 }),
  progressive: () => progressive({ factor: 2 }),
  discriminative: () => discriminative({ blocks: 3, learningRate: 5e-4 }),
};

const [folder, ...asked] = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in strategies));
if (folder === undefined || unknown.length > 0) {
  console.error(`usage: three-class.mjs <folder> [strategy …], of: ${Object.keys(strategies).join('; ')}`);
  process.exit(2);
}

const { name: backend } = await startBackend('wasm');
const engine = await wasmWorkers();
const store = folderStore(join(tmpdir(), 'graft-three-class', 'features'), { maxBytes: 2 ** 33 });
const backbone = await efficientNetLite0();
const table = new Map();
for (const name of asked.length > 0 ? asked : Object.keys(strategies)) {
  const accuracies = [];
  for (const number of DRAWS) {
    const started = performance.now();
    const data = await imageFolder(await layOut(number), { seed: number, group: patientOf });
    const recipe = { data, backbone, head: linear(), freeze: strategies[name](), seed: number };
    const options = { engine, store };
    const run = await fit(compose(recipe), options);
    const { metrics } = await evaluate(run, 'test', options);
    accuracies.push(metrics.accuracy.value);
    const stages = run.stages.map(({ stage, epochs, validationLoss }) => [stage.name, epochs, validationLoss]);
    const seconds = Math.round((performance.now() - started) / 1000);
    const { accuracy, balancedAccuracy, auc } = metrics;
    const figures = [accuracy, balancedAccuracy, auc].map((estimate) => estimate?.value.toFixed(4)).join(' ');
    console.log(`${name}, draw ${number}: ${figures} (${seconds} s) ${JSON.stringify(stages)}`);
  }
  table.set(name, accuracies);
}
await engine.dispose();

console.log(`\n${backend}; accuracy on the 624 test pictures\n`);
console.log(`| strategy | ${DRAWS.map((number) => `draw ${number}`).join(' | ')} | mean, 95 % interval over draws |`);
console.log(`| --- | ${DRAWS.map(() => '---').join(' | ')} | --- |`);
for (const [name, values] of table) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = T_95 * Math.sqrt(variance / values.length);
  const shown = values.map((value) => value.toFixed(3)).join(' | ');
  console.log(
    `| ${name} | ${shown} | ${mean.toFixed(3)} (${(mean - half).toFixed(3)} to ${(mean + half).toFixed(3)}) |`,
  );
}

/** A folder of links to a draw's pictures, `<split>/<class>/<file>`. */
async function layOut(number) {
  const root = join(tmpdir(), 'graft-three-class', `draw-${number}`);
  const train = (await filesOf('train'))
    .map((file) => [createHash('sha256').update(`${number}/${file}`).digest('hex'), file])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, file]) => file);
  const drawn = kinds.flatMap((kind) => train.filter((file) => kindOf(file) === kind).slice(0, PER_CLASS));
  for (const file of [...drawn, ...(await filesOf('test'))]) {
    const [split, , name] = file.split('/');
    await mkdir(join(root, split, kindOf(file)), { recursive: true });
    await symlink(resolve(folder, file), join(root, split, kindOf(file), name)).catch(ignoreExisting);
  }
  return root;
}

async function filesOf(split) {
  const files = [];
  for (const label of ['NORMAL', 'PNEUMONIA']) {
    const names = await readdir(join(folder, split, label));
    files.push(...names.filter((name) => name.endsWith('.jpeg')).map((name) => `${split}/${label}/${name}`));
  }
  return files;
}

function kindOf(file) {
  return file.includes('_bacteria_') ? 'bacterial' : file.includes('_virus_') ? 'viral' : 'normal';
}

function patientOf(id) {
  return /((?:NORMAL2-)?IM-\d+|person\d+_(?:bacteria|virus))/.exec(id)?.[1];
}

function ignoreExisting(error) {
  if (error.code !== 'EEXIST') throw error;
}
