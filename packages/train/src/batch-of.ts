import { GraftError, type Batch, type Task } from '@graftjs/core';
import { columnsOf } from './check-recipe.js';
import type { Features } from './extract-features.js';

/**
 * Features and targets as a head takes them: labels become one column each.
 *
 * @param weights one an example
 * @throws GraftError 'bad-target'
 */
export function batchOf({ features, targets, ids }: Features, task: Task, weights: readonly number[]): Batch {
  const columns = columnsOf(task).length;
  const data = new Float32Array(targets.length * columns);
  targets.forEach((target, at) => data.set(rowOf(target, task, columns, ids[at] ?? ''), at * columns));
  return {
    features,
    targets: { dtype: 'float32', shape: [targets.length, columns], data },
    weights: Float32Array.from(weights),
  };
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
  if (row.length === columns && row.every(Number.isFinite)) return row;
  throw new GraftError(
    'bad-target',
    `The target of "${id}" has to be ${columns} finite number(s), one for each of the task's columns; got ${JSON.stringify(target)}.`,
  );
}
