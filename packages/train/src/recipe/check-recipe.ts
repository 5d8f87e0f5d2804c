import { GraftError, listNearest, splits, taskColumns, type Dataset, type Recipe, type Task } from '@graftjs/core';

const recipeKeys: readonly (keyof Recipe<unknown>)[] = [
  'data',
  'backbone',
  'cut',
  'pool',
  'head',
  'freeze',
  'classWeights',
  'augment',
  'optimizer',
  'batchSize',
  'seed',
];

/**
 * Checks all of a recipe that needs no look into the network.
 *
 * @throws GraftError 'unknown-option', 'missing-option', 'modality-mismatch', 'bad-seed', 'bad-batch-size', 'bad-views', 'bad-class-weights',
 * 'too-few-labels', 'duplicate-label', 'too-few-examples'
 */
export function checkRecipe<Input>(recipe: Recipe<Input>): void {
  checkKeys(recipe);
  const { data, backbone, seed, batchSize } = recipe;
  if (data.modality !== backbone.modality) {
    throw new GraftError(
      'modality-mismatch',
      `The data set "${data.name}" holds ${data.modality} examples; the backbone "${backbone.id}" takes ${backbone.modality} ones. Choose another backbone.`,
    );
  }
  if (!Number.isSafeInteger(seed)) {
    throw new GraftError('bad-seed', `A seed is a whole number such as 7; got ${String(seed)}.`);
  }
  if (batchSize !== undefined && !(Number.isSafeInteger(batchSize) && batchSize > 0)) {
    throw new GraftError(
      'bad-batch-size',
      `A batch size is a whole number from 1 on, such as 16; got ${String(batchSize)}.`,
    );
  }
  checkAugmentation(recipe.augment);
  checkTask(data.task);
  checkClassWeights(recipe.classWeights, data.task);
  checkSizes(data);
}

function checkKeys(recipe: object): void {
  for (const key of Object.keys(recipe)) {
    if ((recipeKeys as readonly string[]).includes(key)) continue;
    const nearest = listNearest(key, recipeKeys).join(', ');
    throw new GraftError('unknown-option', `A recipe has no option "${key}". Nearest: ${nearest}.`);
  }
  for (const key of ['data', 'backbone', 'head', 'freeze', 'seed']) {
    if ((recipe as Readonly<Record<string, unknown>>)[key] !== undefined) continue;
    throw new GraftError(
      'missing-option',
      `The recipe has no "${key}". It needs data, backbone, head, freeze and seed.`,
    );
  }
}

function checkTask(task: Task): void {
  const columns = taskColumns(task);
  const least = task.kind === 'classification' ? 2 : 1;
  if (columns.length < least) {
    const found = columns.length === 0 ? 'none' : `only "${columns.join(', ')}"`;
    throw new GraftError(
      'too-few-labels',
      `A ${task.kind} task needs at least ${least} label(s); the data has ${found}.`,
    );
  }
  const twice = columns.find((label, at) => columns.indexOf(label) !== at);
  if (twice !== undefined)
    throw new GraftError('duplicate-label', `The data has the label "${twice}" twice. Rename one.`);
}

function checkAugmentation(augment: { readonly kind: string; readonly views: number } | undefined): void {
  if (augment === undefined || (Number.isSafeInteger(augment.views) && augment.views >= 1)) return;
  throw new GraftError(
    'bad-views',
    `An augmentation makes a whole number of views from 1 on, the input itself among them; "${augment.kind}" makes ${String(augment.views)}.`,
  );
}

function checkClassWeights(weights: Recipe<never>['classWeights'], task: Task): void {
  if (weights === undefined || weights === 'none') return;
  const allowed = 'Class weights are "balanced", "none", or one number over 0 a label';
  if (task.kind !== 'classification') {
    throw new GraftError(
      'bad-class-weights',
      `Only classification has class weights; the data's task is ${task.kind}.`,
    );
  }
  if (weights === 'balanced') return;
  if (!Array.isArray(weights)) {
    throw new GraftError('bad-class-weights', `${allowed}; got ${JSON.stringify(weights)}.`);
  }
  if (weights.length !== task.labels.length) {
    throw new GraftError(
      'bad-class-weights',
      `${allowed}, here for ${task.labels.join(', ')}; got ${weights.length} for ${task.labels.length} labels.`,
    );
  }
  const wrong = weights.findIndex((weight) => !(Number.isFinite(weight) && weight > 0));
  if (wrong === -1) return;
  throw new GraftError('bad-class-weights', `${allowed}; got ${String(weights[wrong])} for "${task.labels[wrong]}".`);
}

function checkSizes(data: Dataset<unknown>): void {
  for (const split of splits) {
    const size = data.size(split);
    if (Number.isSafeInteger(size) && size >= 0) continue;
    throw new GraftError(
      'too-few-examples',
      `The data set "${data.name}" says that its ${split} split has ${size} examples.`,
    );
  }
  const columns = taskColumns(data.task).length;
  if (data.size('train') >= columns) return;
  throw new GraftError(
    'too-few-examples',
    `The data set "${data.name}" has ${data.size('train')} example(s) to train on, fewer than its ${columns} labels. Add more, or give train a larger share.`,
  );
}
