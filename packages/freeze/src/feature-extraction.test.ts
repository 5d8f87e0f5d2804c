import type { Block, StageResult } from '@graftjs/core';
import { expect, it } from 'vitest';
import { featureExtraction } from './feature-extraction.js';

const blocks: readonly Block[] = [
  { name: 'stem', layers: ['stem_conv', 'stem_bn'], parameters: 928, hasBatchNorm: true },
  { name: 'head', layers: ['head_conv'], parameters: 4096, hasBatchNorm: false },
];

const solved: StageResult = {
  stage: { kind: 'solve', name: 'solve' },
  epochs: 1,
  trainLoss: 0.1,
  validationLoss: 0.2,
  stoppedBy: 'solved',
  history: [],
};

it('solves the head in one stage, trains no block, and keeps the result', () => {
  const stages = featureExtraction().stages(blocks, { headSolves: true, hasValidation: true });
  expect(stages.next()).toEqual({ done: false, value: { kind: 'solve', name: 'solve' } });
  expect(stages.next(solved)).toEqual({ done: true, value: 'last' });
});

it('does the same for any backbone, however the stage went, each time it is asked', () => {
  const strategy = featureExtraction();
  for (const given of [[], blocks.slice(1), blocks]) {
    const stages = strategy.stages(given, { headSolves: true, hasValidation: false });
    expect(stages.next().value).toEqual({ kind: 'solve', name: 'solve' });
    expect(stages.next({ ...solved, validationLoss: null }).value).toBe('last');
  }
});

it('survives JSON', () => {
  const { id, spec } = featureExtraction();
  expect(JSON.parse(JSON.stringify({ id, spec }))).toEqual({ id: 'feature-extraction', spec: {} });
});
