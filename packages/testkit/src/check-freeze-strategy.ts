import {
  GraftError,
  type Block,
  type FreezeStrategy,
  type Stage,
  type StageResult,
  type StrategyFacts,
} from '@graftjs/core';
import { expectJson, expectThat, fail } from './expect.js';

const mostStages = 100;

/** How validation goes from stage to stage. */
const courses = {
  'getting better': (stage: number) => 1 / stage,
  'getting worse': (stage: number) => stage,
  'the same throughout': () => 1,
  'not a number': () => NaN,
};

type Situation = { readonly blocks: readonly Block[]; readonly facts: StrategyFacts; readonly name: string };
type Course = (stage: number) => number | null;

/**
 * Checks that a freezing strategy names every block's mode, trains something in every stage, ends, and depends on its
 * arguments alone: for backbones of 1, 3 and 8 blocks, heads that can be solved and heads that cannot, with and without
 * validation, however that goes. What it cannot serve it may refuse, by a GraftError before the first stage.
 *
 * @param strategy what `featureExtraction()` and its like return
 * @throws GraftError 'check-failed' that says what does not hold
 */
export function checkFreezeStrategy(strategy: FreezeStrategy): void {
  expectThat(strategy.id !== '', 'freeze strategy', 'the id is empty');
  expectJson(strategy.spec, strategy.id);
  const served = listSituations().filter((situation) => isServed(strategy, situation));
  expectThat(served.length > 0, strategy.id, 'it refuses every backbone');
  for (const situation of served) {
    const every: readonly Course[] = situation.facts.hasValidation ? Object.values(courses) : [() => null];
    for (const course of every) {
      const stages = listStages(strategy, situation, course);
      for (const stage of stages) checkStage(stage, strategy.id, situation);
      const again = listStages(strategy, situation, course);
      expectThat(
        JSON.stringify(stages) === JSON.stringify(again),
        strategy.id,
        'it gave other stages when its results were replayed; it must depend on its arguments alone',
      );
    }
  }
}

function listSituations(): Situation[] {
  const flags = [true, false];
  return [1, 3, 8].flatMap((count) =>
    flags.flatMap((headSolves) =>
      flags.map((hasValidation) => ({
        // Every third block is without BatchNorm.
        blocks: Array.from({ length: count }, (_, index): Block => {
          const name = `block ${index}`;
          return { name, layers: [name], parameters: 100, hasBatchNorm: index % 3 !== 2 };
        }),
        facts: { headSolves, hasValidation },
        name: `${count} blocks, ${headSolves ? 'a' : 'no'} direct solution, ${hasValidation ? 'some' : 'no'} validation`,
      })),
    ),
  );
}

function isServed(strategy: FreezeStrategy, { blocks, facts, name }: Situation): boolean {
  try {
    strategy.stages(blocks, facts).next();
    return true;
  } catch (error) {
    if (error instanceof GraftError) return false;
    fail(strategy.id, `for ${name} it threw ${String(error)}, not a GraftError`);
  }
}

function listStages(strategy: FreezeStrategy, { blocks, facts, name }: Situation, course: Course): Stage[] {
  const stages: Stage[] = [];
  const running = strategy.stages(blocks, facts);
  let next = running.next();
  while (!next.done) {
    const stage = next.value;
    stages.push(stage);
    expectThat(stages.length <= mostStages, strategy.id, `it did not end after ${mostStages} stages`);
    try {
      next = running.next(resultOf(stage, blocks, course(stages.length)));
    } catch (error) {
      fail(strategy.id, `for ${name} it threw after the stage "${stage.name}", not before the first: ${String(error)}`);
    }
  }
  expectThat(stages.length > 0, strategy.id, 'it gave no stage at all');
  expectThat(next.value === 'best' || next.value === 'last', strategy.id, `it must return 'best' or 'last'`);
  return stages;
}

function resultOf(stage: Stage, blocks: readonly Block[], validationLoss: number | null): StageResult {
  const losses = { trainLoss: validationLoss ?? 1, validationLoss };
  const measured = stage.measure && { gradientNorms: blocks.map((_, index) => (index + 1) % 4) };
  if (stage.kind === 'solve') return { stage, epochs: 0, ...losses, stoppedBy: 'solved', history: [], ...measured };
  const epoch = {
    epoch: 1,
    step: 1,
    learningRate: stage.learningRate,
    ...losses,
    trainAccuracy: null,
    validationAccuracy: null,
  };
  return { stage, epochs: 1, ...losses, stoppedBy: 'epochs', history: [epoch], ...measured };
}

function checkStage(stage: Stage, strategy: string, { blocks, facts }: Situation): void {
  const subject = `${strategy}, stage "${stage.name}"`;
  expectThat(stage.name !== '', strategy, 'a stage has no name');
  expectJson(stage, subject);
  if (stage.kind === 'solve') {
    expectThat(facts.headSolves, subject, 'it solves a head that has no direct solution; see facts.headSolves');
    return;
  }
  const { learningRate, epochs, warmup = 0, patience = 1 } = stage;
  expectThat(
    stage.blocks.length === blocks.length,
    subject,
    `it names ${stage.blocks.length} modes for ${blocks.length} blocks`,
  );
  expectThat(isPositive(learningRate), subject, `its learning rate is ${learningRate}`);
  expectThat(Number.isInteger(epochs) && epochs > 0, subject, `it asks for ${epochs} epochs`);
  expectThat(warmup >= 0 && warmup <= 1, subject, `its warm-up is ${warmup}; it is a share from 0 to 1`);
  expectThat(Number.isInteger(patience) && patience > 0, subject, `its patience is ${patience} epochs`);
  const trains = stage.head === 'train' || stage.blocks.some((mode) => mode !== 'frozen');
  expectThat(trains, subject, 'everything is frozen: nothing would be trained');
  for (const [index, mode] of stage.blocks.entries()) {
    if (mode === 'frozen') continue;
    const name = blocks[index]?.name ?? '';
    const scale = mode.learningRateScale;
    expectThat(isPositive(scale), subject, `the learning rate scale of "${name}" is ${scale}`);
    if (mode.train !== 'batch-norm') continue;
    const learns = blocks[index]?.hasBatchNorm === true && mode.batchNorm !== 'frozen';
    expectThat(learns, subject, `of "${name}" only BatchNorm trains, and there is none or it is frozen`);
  }
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
