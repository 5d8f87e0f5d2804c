import { expect, it } from 'vitest';
import { inFlagWords } from './option-words.js';

it.each([
  ['"learningRate" is 0; allowed: a number over 0.', '--learning-rate is 0; allowed: a number over 0.'],
  ['Say it as "preprocess": tf, or leave "labels" out.', 'Say it as --preprocess: tf, or leave --labels out.'],
  ['Choose a later cut, or featureExtraction().', 'Choose a later cut, or --freeze feature-extraction.'],
  [
    'Open the network and give it this file: loadKerasWeights(network, file).',
    'Open the network and give it this file: --backbone NAME --weights FILE.',
  ],
  [
    'Load weights, or draw them at random with initializeWeights(network, seed).',
    'Give their file (--weights FILE), or draw them at random (--weights none).',
  ],
  [
    'Load weights into the network, or draw them with initializeWeights.',
    'Give their file (--weights FILE), or draw them at random (--weights none).',
  ],
  [
    'Double the marks within a quoted text, or say that marks are part of the text: quotes: false.',
    'Double the marks within a quoted text, or save the table with tabs between columns, where marks are part of the text.',
  ],
  ['another delimiter or quotes: false may be right.', 'another --delimiter may be right.'],
  ['by its ending. Say it: delimiter: ";".', 'by its ending. Say it: --delimiter ";".'],
  [
    'two columns, and text: 1 and label: 1 are the same one',
    'two columns, and --text 1 and --label 1 are the same one',
  ],
  [
    '2 different texts (text: 1) and 20 different labels (label: 2).',
    '2 different texts (--text 1) and 20 different labels (--label 2).',
  ],
  ['Put it back, or start anew, without resuming.', 'Put it back, or start anew by --force in place of --resume.'],
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
  '"batchSize" in mine.json must be a whole number; got "x".',
  '--batch-size 4 is too large; batchSize is at most 2.',
  'Write "freeze": { "name": …, "options": { "batchNorm": … } }.',
  'the classes are stopAtOnce and strict.',
])('leaves alone: %s', (message) => {
  expect(inFlagWords(message)).toBe(message);
});
