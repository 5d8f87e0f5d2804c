import { expect, it } from 'vitest';
import { inFlagWords } from './option-words.js';

it.each([
  [
    '"learningRate" is 0; allowed: a number over 0.',
    '"learningRate" (--learning-rate) is 0; allowed: a number over 0.',
  ],
  [
    "An optimizer's weightDecay is a number; got -1.",
    "An optimizer's weightDecay (--weight-decay) is a number; got -1.",
  ],
  ['It takes: epochs, batchNorm, blocks.', 'It takes: epochs, batchNorm (--batch-norm), blocks.'],
  ['Repair it, or do without strict.', 'Repair it, or do without --strict.'],
  ['stopAt: 7 repeats it exactly.', '--stop-at 7 repeats it exactly.'],
  ['Go on (resume: true), or lose them (overwrite: true).', 'Go on (--resume), or lose them (--force).'],
  [
    'Leave the top out (top: false), or keep that size.',
    'Leave the top out (--cut or --drop-last), or keep that size.',
  ],
  [
    'Give the path or address of a.h5 (from there) as "weights", or draw them.',
    'Give the path of a.h5 (from there) as --weights, or draw them.',
  ],
  ["Draw all weights at random (weights: 'none').", 'Draw all weights at random (--weights none).'],
])('says %s to the command line', (message, words) => {
  expect(inFlagWords(message)).toBe(words);
});

it.each([
  '--batch-size 4 is too large; batchSize is at most 2.',
  'Write "freeze": { "name": …, "options": { "batchNorm": … } }.',
  'the classes are stopAtOnce and strict.',
])('leaves alone: %s', (message) => {
  expect(inFlagWords(message)).toBe(message);
});
