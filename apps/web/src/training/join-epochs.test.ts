import { expect, it } from 'vitest';
import type { StageEpochs } from '../workshop/workshop-api.js';
import { joinEpochs } from './join-epochs.js';

const stage = (name: string, firstEpoch: number, ...steps: number[]): StageEpochs => ({
  name,
  history: steps.map((step, index) => ({
    ...{ epoch: firstEpoch + index, step, learningRate: 0.1 },
    ...{ trainLoss: 1, trainAccuracy: 1, validationLoss: 1, validationAccuracy: 1 },
  })),
});

it('goes on within a stage, and counts once what was done again', () => {
  const before = [stage('head', 1, 10, 20), stage('tune', 1, 30, 40, 50)];
  expect(joinEpochs(before, [stage('tune', 2, 40, 50, 60)])).toEqual([
    stage('head', 1, 10, 20),
    stage('tune', 1, 30, 40, 50, 60),
  ]);
  expect(joinEpochs(before, [stage('tune', 1, 30), stage('more', 1, 40)])).toEqual([
    stage('head', 1, 10, 20),
    stage('tune', 1, 30),
    stage('more', 1, 40),
  ]);
});

it('is what there is where only one of them is there', () => {
  const stages = [stage('tune', 1, 10)];
  expect(joinEpochs(stages, [])).toBe(stages);
  expect(joinEpochs([], stages)).toEqual(stages);
});
