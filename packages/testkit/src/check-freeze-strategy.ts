import type { Block, FreezeStrategy, Stage, StageResult } from '@graftjs/core';
import { expectJson, expectThat } from './expect.js';

const mostStages = 100;

/**
 * Checks that a freezing strategy names every block's mode, ends, and depends on its arguments alone.
 *
 * @param strategy what `featureExtraction()` and its like return
 * @throws GraftError 'check-failed' that says what does not hold
 */
export function checkFreezeStrategy(strategy: FreezeStrategy): void {
  expectThat(strategy.id !== '', 'freeze strategy', 'the id is empty');
  expectJson(strategy.spec, strategy.id);
  const blocks = ['stem', 'middle', 'top'].map((name): Block => ({
    name,
    layers: [name],
    parameters: 100,
    hasBatchNorm: true,
  }));
  for (const validationLosses of [[1, 0.5, 0.25], [0.25, 0.5, 1], [null]]) {
    const stages = listStages(strategy, blocks, validationLosses);
    for (const stage of stages) checkStage(stage, strategy.id, blocks.length);
    const again = listStages(strategy, blocks, validationLosses);
    expectThat(
      JSON.stringify(stages) === JSON.stringify(again),
      strategy.id,
      'it gave other stages when its results were replayed; it must depend on its arguments alone',
    );
  }
}

function listStages(strategy: FreezeStrategy, blocks: readonly Block[], losses: readonly (number | null)[]): Stage[] {
  const stages: Stage[] = [];
  const running = strategy.stages(blocks, { headSolves: true, hasValidation: true });
  let next = running.next();
  while (!next.done) {
    const stage = next.value;
    stages.push(stage);
    expectThat(stages.length <= mostStages, strategy.id, `it did not end after ${mostStages} stages`);
    const loss = losses[Math.min(stages.length, losses.length) - 1] ?? null;
    const result: StageResult = {
      stage,
      epochs: 1,
      trainLoss: loss ?? 1,
      validationLoss: loss,
      stoppedBy: 'epochs',
      history: [],
    };
    next = running.next(result);
  }
  expectThat(stages.length > 0, strategy.id, 'it gave no stage at all');
  expectThat(next.value === 'best' || next.value === 'last', strategy.id, `it must return 'best' or 'last'`);
  return stages;
}

function checkStage(stage: Stage, strategy: string, blocks: number): void {
  const subject = `${strategy}, stage "${stage.name}"`;
  expectThat(stage.name !== '', strategy, 'a stage has no name');
  expectJson(stage, subject);
  if (stage.kind === 'solve') return;
  expectThat(stage.blocks.length === blocks, subject, `it names ${stage.blocks.length} modes for ${blocks} blocks`);
  expectThat(
    stage.learningRate > 0 && Number.isFinite(stage.learningRate),
    subject,
    `its learning rate is ${stage.learningRate}`,
  );
  expectThat(Number.isInteger(stage.epochs) && stage.epochs > 0, subject, `it asks for ${stage.epochs} epochs`);
  const trains = stage.head === 'train' || stage.blocks.some((mode) => mode !== 'frozen');
  expectThat(trains, subject, 'everything is frozen: nothing would be trained');
}
