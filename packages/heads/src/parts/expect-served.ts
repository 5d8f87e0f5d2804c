import { formatShape, GraftError, type Shape, type Task } from '@graftjs/core';

/**
 * The number of features, for a head that takes a vector.
 *
 * @param head its id, for the message
 * @throws GraftError 'head-needs-vector' for a feature map or a free axis
 */
export function widthOf(head: string, features: Shape): number {
  const [width] = features;
  if (features.length === 1 && typeof width === 'number' && width > 0) return width;
  throw new GraftError(
    'head-needs-vector',
    `The head ${head} takes a vector of features; got ${formatShape(features)}. ` +
      'Choose a pool (mean, max, mean+max, flatten) that makes a vector of it.',
  );
}

/**
 * The labels, for a head that serves classification.
 *
 * @param head its id, for the message
 * @throws GraftError 'unsupported-task' for another task, 'too-few-labels' for fewer than two
 */
export function labelsOf(head: string, task: Task): readonly string[] {
  if (task.kind !== 'classification') {
    throw new GraftError(
      'unsupported-task',
      `The head ${head} serves classification; the data's task is ${task.kind}.`,
    );
  }
  if (task.labels.length < 2) {
    throw new GraftError(
      'too-few-labels',
      `The head ${head} tells at least 2 labels apart; got ${task.labels.length}.`,
    );
  }
  return task.labels;
}
