import { specOf, type FreezeStrategy } from '@graftjs/core';
import { headStage, type HeadOptions } from './parts/head-stage.js';

/**
 * Everything stays frozen, BatchNorm statistics included: features are computed once and the head is fitted to them in one
 * stage, solved where it has a direct solution and trained by gradient where not. Right for little data, or for data much like
 * what the backbone was trained on.
 *
 * @param options of a head that trains by gradient: learningRate, epochs, schedule, warmup, patience
 * @throws GraftError 'unknown-option', 'bad-option'; from `stages`: 'head-solves'
 * @see Sharif Razavian et al., "CNN Features off-the-shelf: an Astounding Baseline for Recognition", CVPR Workshops 2014
 * @example
 * featureExtraction().id; // 'feature-extraction'
 */
export function featureExtraction(options: HeadOptions = {}): FreezeStrategy {
  const headStageOf = headStage('feature-extraction', options);
  return {
    id: 'feature-extraction',
    spec: specOf(options),
    *stages(blocks, facts) {
      yield headStageOf(blocks, facts);
      return facts.headSolves ? 'last' : 'best';
    },
  };
}
