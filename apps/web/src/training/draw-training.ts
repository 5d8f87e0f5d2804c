import { describePhases } from '@graftjs/report/describe-phases';
import { drawAccuracy } from '@graftjs/report/draw-accuracy';
import { drawCurves } from '@graftjs/report/draw-curves';
import { listCurves } from '@graftjs/report/list-curves';
import type { StageEpochs } from '../workshop/workshop-api.js';

/** How a training went: pictures of its curves as SVG, and what its phases were, in words. */
export interface DrawnTraining {
  readonly loss: string | null;
  readonly accuracy: string | null;
  /** A sentence or two a stage. */
  readonly phases: readonly string[];
}

export function drawTraining(stages: readonly StageEpochs[]): DrawnTraining {
  const histories = stages.map(({ name, history }) => ({ stage: { name }, history }));
  return {
    loss: drawCurves(histories),
    accuracy: drawAccuracy(histories),
    phases: listCurves(histories).map(describePhases),
  };
}
