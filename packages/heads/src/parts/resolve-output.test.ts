import type { Task } from '@graftjs/core';
import { expect, it } from 'vitest';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { resolveOutput, type HeadOutput } from './resolve-output.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';
import { squaredError } from './squared-error.js';

const two: Task = { kind: 'classification', labels: ['a', 'b'] };
const three: Task = { kind: 'classification', labels: ['a', 'b', 'c'] };
const multilabel: Task = { kind: 'multilabel', labels: ['a', 'b', 'c'] };
const regression: Task = { kind: 'regression', names: ['age'] };

it.each<[HeadOutput, Task, ReturnType<typeof resolveOutput>]>([
  ['auto', three, { kind: 'softmax', units: 3, activation: 'softmax', exampleLoss: softmaxCrossEntropy }],
  ['softmax', two, { kind: 'softmax', units: 2, activation: 'softmax', exampleLoss: softmaxCrossEntropy }],
  ['sigmoid', two, { kind: 'sigmoid', units: 2, activation: 'sigmoid', exampleLoss: binaryCrossEntropy }],
  ['binary', two, { kind: 'binary', units: 1, activation: 'sigmoid', exampleLoss: binaryCrossEntropy }],
  ['auto', multilabel, { kind: 'sigmoid', units: 3, activation: 'sigmoid', exampleLoss: binaryCrossEntropy }],
  ['sigmoid', multilabel, { kind: 'sigmoid', units: 3, activation: 'sigmoid', exampleLoss: binaryCrossEntropy }],
  ['auto', regression, { kind: 'linear', units: 1, activation: 'linear', exampleLoss: squaredError }],
])('ends in %s for %j', (output, task, expected) => {
  expect(resolveOutput('mlp', output, task)).toEqual(expected);
});

it.each<[HeadOutput, Task, string, string]>([
  ['binary', three, 'unsupported-output', 'The head mlp cannot end in "binary" for 3 labels. It tells 2 apart.'],
  ['softmax', multilabel, 'unsupported-output', 'cannot end in "softmax" for multilabel. Labels side by side need'],
  ['binary', multilabel, 'unsupported-output', 'cannot end in "binary" for multilabel.'],
  ['sigmoid', regression, 'unsupported-output', 'cannot end in "sigmoid" for regression. Numbers need "auto"'],
  ['auto', { kind: 'classification', labels: ['a'] }, 'too-few-labels', 'tells at least 2 labels apart; got 1.'],
  ['auto', { kind: 'multilabel', labels: [] }, 'too-few-labels', 'a multilabel task of 1 column and more; got none.'],
])('refuses %s for %j', (output, task, code, text) => {
  const act = () => resolveOutput('mlp', output, task);
  expect(act).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});
