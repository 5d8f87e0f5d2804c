import type { Stage } from '@graftjs/core';
import { sliceNetwork } from '@graftjs/network';
import { checkJudged } from '../recipe/check-validation.js';
import { planStage, type PlannedNetwork } from '../steps/plan-stage.js';
import { prepareTape } from '../steps/prepare-tape.js';
import { probeStage } from './measure-stage.js';

/**
 * Refuses what the current backend cannot train, and what nothing could judge, before the first stage begins.
 *
 * @param stages that may come
 * @throws GraftError 'missing-gradient-kernels', 'backend-broken', 'no-validation'
 */
export function preflight(
  subject: PlannedNetwork & { readonly hasValidation: boolean },
  stages: readonly Stage[],
): void {
  const { network, blocks, hasValidation } = subject;
  for (const stage of stages) {
    if (stage.kind === 'train') checkJudged(stage, hasValidation);
    const measured = stage.measure !== undefined && blocks.length > 0 ? [probeStage(blocks)] : [];
    for (const trained of stage.kind === 'train' ? [stage, ...measured] : measured) {
      const plan = planStage(subject, trained);
      prepareTape(sliceNetwork(network, { after: plan.boundary ?? network.inputs[0]?.name ?? '' }), plan);
    }
  }
}
