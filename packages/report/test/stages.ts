import type { EpochResult, StageResult } from '@graftjs/core';

/** A stage that trained, with these losses after each epoch. */
export function trained(
  name: string,
  trainLosses: readonly number[],
  validationLosses: readonly (number | null)[],
): StageResult {
  const history = trainLosses.map((trainLoss, index): EpochResult => ({
    epoch: index + 1,
    step: 10 * (index + 1),
    learningRate: 1e-4,
    trainLoss,
    trainAccuracy: 0.75,
    validationLoss: validationLosses[index] ?? null,
    validationAccuracy: validationLosses[index] == null ? null : 0.5,
  }));
  return {
    stage: {
      kind: 'train',
      name,
      start: 'best',
      blocks: ['frozen'],
      head: 'train',
      learningRate: 1e-4,
      epochs: history.length,
      schedule: 'constant',
    },
    epochs: history.length,
    trainLoss: trainLosses.at(-1) ?? 0,
    validationLoss: validationLosses.at(-1) ?? null,
    stoppedBy: 'epochs',
    history,
  };
}

/** Fits for five epochs, then overfits. */
export const overfitted = trained(
  'tune',
  [1, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.08],
  [1.1, 0.9, 0.75, 0.65, 0.6, 0.8, 1, 1.2, 1.4, 1.6],
);

/** Solved, with what `linear` says of itself. */
export const solved: StageResult = {
  stage: { kind: 'solve', name: 'solve the head' },
  epochs: 0,
  trainLoss: 0.1,
  validationLoss: 0.31,
  stoppedBy: 'solved',
  history: [],
  details: {
    l2: 0.1,
    path: [
      { l2: 1, trainLoss: 0.5, validationLoss: 0.5 },
      { l2: 0.1, trainLoss: 0.2, validationLoss: 0.31 },
      { l2: 0.00001, trainLoss: 0.1, validationLoss: 0.3 },
    ],
  },
};
