import { GraftError, taskColumns, type Activation, type BoundHead, type Task } from '@graftjs/core';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { labelsOf } from './expect-served.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';
import { squaredError } from './squared-error.js';

/**
 * How a head's last Dense layer answers. 'softmax': one label out of several. 'sigmoid': a yes or no for each label, which for
 * one label out of several need not add up to 1. 'binary': one sigmoid unit, which tells the second of two labels from the
 * first. 'auto': softmax for classification, sigmoid for multilabel, plain numbers for regression.
 */
export const headOutputs = ['auto', 'softmax', 'sigmoid', 'binary'] as const;
export type HeadOutput = (typeof headOutputs)[number];

/** The last layer of a head, and what follows from it. */
export interface ResolvedOutput {
  readonly kind: Exclude<HeadOutput, 'auto'> | 'linear';
  readonly units: number;
  readonly activation: Activation;
  readonly exampleLoss: BoundHead['exampleLoss'];
}

/**
 * What a head has to end in for a task.
 *
 * @param head its id, for the message
 * @throws GraftError 'unsupported-output' where the task cannot be answered so, 'too-few-labels'
 */
export function resolveOutput(head: string, output: HeadOutput, task: Task): ResolvedOutput {
  if (task.kind === 'classification') {
    const units = labelsOf(head, task).length;
    if (output === 'sigmoid') return { kind: 'sigmoid', units, activation: 'sigmoid', exampleLoss: binaryCrossEntropy };
    if (output !== 'binary') {
      return { kind: 'softmax', units, activation: 'softmax', exampleLoss: softmaxCrossEntropy };
    }
    if (units !== 2) throw unsupported(head, output, `${units} labels`, 'It tells 2 apart. Use "auto".');
    return { kind: 'binary', units: 1, activation: 'sigmoid', exampleLoss: binaryCrossEntropy };
  }
  const columns = taskColumns(task);
  if (columns.length === 0) {
    throw new GraftError(
      'too-few-labels',
      `The head ${head} needs a ${task.kind} task of 1 column and more; got none.`,
    );
  }
  const units = columns.length;
  if (task.kind === 'multilabel') {
    if (output === 'auto' || output === 'sigmoid') {
      return { kind: 'sigmoid', units, activation: 'sigmoid', exampleLoss: binaryCrossEntropy };
    }
    throw unsupported(head, output, 'multilabel', 'Labels side by side need "sigmoid", which "auto" is.');
  }
  if (output === 'auto') return { kind: 'linear', units, activation: 'linear', exampleLoss: squaredError };
  throw unsupported(head, output, 'regression', 'Numbers need "auto", which leaves them as they are.');
}

function unsupported(head: string, output: HeadOutput, task: string, repair: string): GraftError {
  return new GraftError('unsupported-output', `The head ${head} cannot end in "${output}" for ${task}. ${repair}`);
}
