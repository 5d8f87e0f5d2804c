// Trains a head of your own on toy pictures; the check says whether it is a good head.
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { checkHead, tinyBackbone, toyImages } from '@graftjs/testkit';
import { compose, evaluate, fit } from '@graftjs/train';
import { heads } from './naive-bayes.mjs';

const head = heads['naive-bayes']();

await startBackend('cpu');
await checkHead(head);
const run = await fit(
  compose({ data: toyImages(), backbone: tinyBackbone(), head, freeze: featureExtraction(), seed: 1 }),
);
const { metrics } = await evaluate(run, 'test');
console.log(`${head.id} is a good head; on toy pictures its accuracy is ${metrics.accuracy.value}`);
