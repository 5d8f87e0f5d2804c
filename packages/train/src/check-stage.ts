import { GraftError, type BoundHead, type Stage } from '@graftjs/core';

/** What a stage needs to run: a head that can be solved. */
export interface StageSubject {
  readonly headId: string;
  readonly head: BoundHead;
  readonly strategyId: string;
}

/**
 * Refuses a stage that cannot run, before anything is computed for it.
 *
 * @returns how the head is solved
 * @throws GraftError 'unsupported-stage', 'head-cannot-solve'
 */
export function checkStage(stage: Stage, { headId, head, strategyId }: StageSubject): NonNullable<BoundHead['solve']> {
  if (stage.kind !== 'solve') {
    throw new GraftError(
      'unsupported-stage',
      `The strategy "${strategyId}" asks for the stage "${stage.name}" of kind "${String(stage.kind)}"; ` +
        'fit runs stages of kind "solve". Use featureExtraction().',
    );
  }
  if (head.solve === undefined) {
    throw new GraftError(
      'head-cannot-solve',
      `The strategy "${strategyId}" solves the head directly, and the head "${headId}" has no direct solution. Use one that has, such as linear().`,
    );
  }
  if (stage.measure !== undefined) {
    throw new GraftError(
      'unsupported-stage',
      `The strategy "${strategyId}" asks for ${stage.measure} after the stage "${stage.name}", and fit does not measure them.`,
    );
  }
  return head.solve;
}
