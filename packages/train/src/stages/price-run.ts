import { sizeOf, type Engine, type Stage } from '@graftjs/core';
import { listWeights, sliceNetwork } from '@graftjs/network';
import { getBackend } from '@tensorflow/tfjs-core';
import type { Composition } from '../compose.js';
import { networkSource } from '../features/feature-source.js';
import { openRowMaker } from '../features/row-maker.js';
import { secondsPerExample } from '../features/seconds-per-example.js';
import { planStage, type PlannedNetwork } from '../steps/plan-stage.js';
import { estimateRunMemory, type RunMemory } from './estimate-memory.js';
import { boundaryOf, joinedNetwork } from './joined-network.js';
import { preflight } from './preflight.js';
import { priceTraining } from './training-price.js';

/** How many numbers a run learns. */
export interface ParameterCount {
  /** Of backbone up to the cut, and head. */
  readonly total: number;
  /** Those that a stage changes, of all stages that may come. */
  readonly trainable: number;
}

/** What a run will cost, before it begins. */
export interface RunPrice extends RunMemory {
  /** To run everything once through what is frozen, for each stage that freezes otherwise; the test too. */
  readonly featureSeconds: number;
  /** Of all steps, if every stage that may come runs to its last epoch. */
  readonly stepSeconds: number;
}

/** Counts what a composition learns, from shapes alone. */
export function countParameters<Input>(composition: Composition<Input>): ParameterCount {
  const subject = joinedNetwork(composition);
  const trained = new Set(composition.stages.flatMap((stage) => listTrained(subject, stage)));
  const sizes = [...listWeights(subject.network)].map(([name, { shape }]) => ({ name, size: sizeOf(shape) }));
  const sum = (all: typeof sizes): number => all.reduce((total, { size }) => total + size, 0);
  return { total: sum(sizes), trainable: sum(sizes.filter(({ name }) => trained.has(name))) };
}

/**
 * Times one batch of what is frozen and one small step of each stage here, and works out what the whole run takes. Nothing is
 * trained and nothing kept.
 *
 * @throws GraftError 'missing-gradient-kernels', 'no-validation', 'out-of-memory', 'backend-broken', 'run-failed'; the reason of
 * `signal` when it aborts, between two measurements
 */
export async function priceRun<Input>(
  composition: Composition<Input>,
  { engine, signal }: { readonly engine: Engine; readonly signal?: AbortSignal | undefined },
): Promise<RunPrice> {
  const { recipe, stages, blocks } = composition;
  const { data, batchSize } = recipe;
  const subject = joinedNetwork(composition);
  preflight({ ...subject, hasValidation: data.size('validation') > 0 }, stages);
  const train = data.size('train') * (recipe.augment?.views ?? 1);
  const timed = new Map<string, number>();
  let [featureSeconds, stepSeconds, slowest] = [0, 0, 0];
  for (const stage of stages) {
    const plan = stage.kind === 'train' ? planStage(subject, stage) : undefined;
    const layer = boundaryOf(composition, plan);
    let seconds = timed.get(layer);
    if (seconds === undefined) {
      seconds = await timeFrozen(composition, subject, layer, engine);
      timed.set(layer, seconds);
      featureSeconds += seconds * (train + data.size('validation'));
      slowest = Math.max(slowest, seconds);
    }
    signal?.throwIfAborted();
    if (plan === undefined || stage.kind !== 'train') continue;
    const behind = sliceNetwork(subject.network, { after: layer });
    const price = await priceTraining(behind, blocks, stage, plan, { batchSize, examples: data.size('train') });
    signal?.throwIfAborted();
    stepSeconds += 60 * price.minutes;
  }
  return {
    featureSeconds: featureSeconds + slowest * data.size('test'),
    stepSeconds,
    ...estimateRunMemory(composition, getBackend(), { parallel: engine.parallel }),
  };
}

/** @returns seconds an example */
async function timeFrozen<Input>(
  { recipe }: Composition<Input>,
  { network }: PlannedNetwork,
  layer: string,
  engine: Engine,
): Promise<number> {
  const { data, backbone, cut, batchSize } = recipe;
  const front = sliceNetwork(network, { upTo: layer });
  const source = networkSource(front, backbone.preprocess, front.layers.some(({ name }) => name === cut) ? [cut] : []);
  const maker = openRowMaker(source, { engine }, () => undefined);
  try {
    return await secondsPerExample(maker, data.examples('train'), batchSize);
  } finally {
    await maker.dispose();
  }
}

function listTrained(subject: PlannedNetwork, stage: Stage): string[] {
  if (stage.kind === 'train') return [...planStage(subject, stage).trained.keys()];
  const own = subject.network.layers.filter(({ name }) => subject.headLayers.has(name));
  return own.flatMap(({ weights }) => Object.values(weights));
}
