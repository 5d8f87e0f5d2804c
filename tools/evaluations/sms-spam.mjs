/**
 * Spam among text messages: Dense(32, relu) and Dense(1, sigmoid) on frozen features of Universal Sentence Encoder Lite.
 *
 *     npm run build && node tools/evaluations/sms-spam.mjs SMSSpamCollection.tsv [seed …]
 *
 * The file is the SMS Spam Collection (Almeida, Hidalgo, Yamakami, UCI Machine Learning Repository, 2012): label, tab, text. For each seed
 * 1,000 messages to train, 200 of them to stop by, and the rest for the test, with equal messages on one side. Prints a table.
 */
import { readFile } from 'node:fs/promises';
import { universalSentenceEncoder } from '@graftjs/backbones/universal-sentence-encoder';
import { memoryStore } from '@graftjs/cache/memory-store';
import { delimitedText } from '@graftjs/data/delimited-text';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { mlp } from '@graftjs/heads/mlp';
import { compose, evaluate, fit } from '@graftjs/train';

const TRAINED = 1000;
const [file, ...seeds] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: sms-spam.mjs SMSSpamCollection.tsv [seed …]');
  process.exit(2);
}
const { name } = await startBackend('wasm');
const engine = tfjsEngine();
const store = memoryStore();
const backbone = await universalSentenceEncoder();
const total = (await readFile(file, 'utf8')).trimEnd().split('\n').length;
console.log(`${total} messages, on ${name}`);
console.log('| seed | train | validation | test | accuracy | AUC | spam found | ham kept | seconds |');
for (const seed of seeds.length > 0 ? seeds.map(Number) : [1, 2, 3, 4, 5]) {
  const started = performance.now();
  const shares = { validation: 200 / total, test: 1 - TRAINED / total };
  const data = await delimitedText(file, { text: 2, label: 1, seed, ...shares });
  const recipe = {
    data,
    backbone,
    head: mlp({ units: [32], output: 'binary' }),
    freeze: featureExtraction({ epochs: 50 }),
    seed,
  };
  const run = await fit(compose(recipe), { engine, store });
  const { accuracy, auc, classes } = (await evaluate(run, 'test', { engine, store })).metrics;
  const recalls = ['spam', 'ham'].map((label) => classes.find((one) => one.label === label)?.recall);
  const figures = [accuracy.value, auc?.value, ...recalls].map((value) => value?.toFixed(3));
  const sizes = ['train', 'validation', 'test'].map((split) => data.size(split));
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`| ${[seed, ...sizes, ...figures, seconds].join(' | ')} |`);
}
await engine.dispose();
