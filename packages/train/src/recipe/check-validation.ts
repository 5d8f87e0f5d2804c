import { GraftError, type Task, type TrainStage } from '@graftjs/core';
import type { Features } from '../features/extract-features.js';

/**
 * Refuses a stage that is to be judged by validation examples which cannot judge it.
 *
 * @param validation the targets of the validation split
 * @throws GraftError 'no-validation', 'validation-lacks-label'
 */
export function checkValidation(
  stage: Pick<TrainStage, 'name' | 'patience'>,
  task: Task,
  validation: Features['targets'],
): void {
  const { name, patience } = stage;
  checkJudged(stage, validation.length > 0);
  if (patience === undefined || task.kind !== 'classification') return;
  const there = new Set(validation);
  const missing = task.labels.filter((_, label) => !there.has(label));
  if (missing.length === 0) return;
  throw new GraftError(
    'validation-lacks-label',
    `The stage "${name}" is judged by its validation loss, and no validation example has the label "${missing.join('", "')}". ` +
      'Add one of each, or leave out the patience (null in a strategy).',
  );
}

/**
 * Refuses a stage that is to be judged by validation examples where there is none.
 *
 * @throws GraftError 'no-validation'
 */
export function checkJudged({ name, patience }: Pick<TrainStage, 'name' | 'patience'>, hasValidation: boolean): void {
  if (patience === undefined || hasValidation) return;
  throw new GraftError(
    'no-validation',
    `The stage "${name}" ends after ${patience} epoch(s) without a better validation loss, and there is no validation example. ` +
      'Give the data a validation split, or leave out the patience (null in a strategy), so that the stage runs to its last epoch.',
  );
}
