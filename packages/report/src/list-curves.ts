import type { EpochResult, StageResult } from '@graftjs/core';
import { judgePhases, type Phases } from './judge-phases.js';

/** A stage with epochs, placed after those before it. */
export type StageCurve = {
  readonly name: string;
  /** Epochs of the run before this stage. */
  readonly before: number;
  readonly epochs: readonly EpochResult[];
  readonly phases: Phases | null;
};

/** A stage as far as its curve goes: one that still trains has no result yet. */
export type StageHistory = Pick<StageResult, 'history'> & { readonly stage: Pick<StageResult['stage'], 'name'> };

/** The stages of a run that have epochs, one after the other. */
export function listCurves(stages: readonly StageHistory[]): StageCurve[] {
  const curves: StageCurve[] = [];
  let before = 0;
  for (const { stage, history } of stages) {
    if (history.length === 0) continue;
    curves.push({ name: stage.name, before, epochs: history, phases: judgePhases(history) });
    before += history.length;
  }
  return curves;
}
