import { GraftError, taskColumns, type Batch, type HostTensor, type Task } from '@graftjs/core';
import type { Features } from './extract-features.js';

/**
 * Features and targets as a head takes them: labels become one column each.
 *
 * @param weights one an example
 * @throws GraftError 'bad-target'
 */
export function batchOf(features: Features, task: Task, weights: readonly number[]): Batch {
  const { groups } = features;
  return {
    features: features.features,
    targets: targetsOf(features, task),
    weights: Float32Array.from(weights),
    groups,
  };
}

/** `[n, columns]` */
export type Targets = Extract<HostTensor, { readonly dtype: 'float32' }>;

/**
 * Targets as numbers `[n, columns]`; labels become one column each.
 *
 * @throws GraftError 'bad-target'
 */
export function targetsOf({ targets, ids }: Pick<Features, 'targets' | 'ids'>, task: Task): Targets {
  const columns = taskColumns(task).length;
  const data = new Float32Array(targets.length * columns);
  targets.forEach((target, at) => data.set(rowOf(target, task, columns, ids[at] ?? ''), at * columns));
  return { dtype: 'float32', shape: [targets.length, columns], data };
}

/**
 * The label index of an example.
 *
 * @throws GraftError 'bad-target'
 */
export function labelOf(target: number | readonly number[], labels: readonly unknown[], id: string): number {
  if (typeof target === 'number' && target in labels) return target;
  throw new GraftError(
    'bad-target',
    `The target of "${id}" has to be a label's index, 0 to ${labels.length - 1}; got ${JSON.stringify(target)}.`,
  );
}

function rowOf(target: number | readonly number[], task: Task, columns: number, id: string): readonly number[] {
  if (task.kind === 'classification') {
    const label = labelOf(target, task.labels, id);
    return task.labels.map((_, column) => (column === label ? 1 : 0));
  }
  const row = typeof target === 'number' ? [target] : target;
  if (task.kind === 'multilabel' && !row.every((value) => value === 0 || value === 1)) {
    throw new GraftError(
      'bad-target',
      `The target of "${id}" has to be 0 or 1 for each of the task's labels; got ${JSON.stringify(target)}.`,
    );
  }
  if (row.length === columns && row.every(Number.isFinite)) return row;
  throw new GraftError(
    'bad-target',
    `The target of "${id}" has to be ${columns} finite number(s), one for each of the task's columns; got ${JSON.stringify(target)}.`,
  );
}
