import { GraftError, randomStream, type BoundHead, type HostTensor, type Network } from '@graftjs/core';
import { toTensor, widen } from '@graftjs/network';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { StepBatches } from './batch-order.js';
import type { StepBatch } from './batch-gradients.js';
import { openLiveWeights, type LiveWeights } from './live-weights.js';
import { openOptimizer, type Optimizer, type OptimizerState } from './optimizer.js';
import type { StagePlan } from './plan-stage.js';
import { prepareTape } from './prepare-tape.js';
import type { ResolvedOptimizer } from './resolve-optimizer.js';
import { takeStep, type StepResult } from './take-step.js';
import { takeBatch, type LabelledRows } from './validate.js';

/** What the steps of a stage have in common. */
export interface StepperSubject {
  /** Counts from 0 within the run. */
  readonly index: number;
  readonly plan: StagePlan;
  /** From the boundary to scores, with the weights that the stage begins with. */
  readonly network: Network;
  readonly train: LabelledRows;
  /** Views of each training example; epochs rotate through them. */
  readonly views: number;
  readonly exampleLoss: BoundHead['exampleLoss'];
  /** See `StepSubject`. */
  readonly evenTarget: number;
  readonly options: ResolvedOptimizer;
  readonly seed: number;
  /** The backbone's weights as they came. */
  readonly pretrained: ReadonlyMap<string, HostTensor>;
}

/** Where in a stage a step is. */
export interface StepPlace {
  /** Counts from 0 within the stage. */
  readonly epoch: number;
  /** Counts from 0. */
  readonly stepInEpoch: number;
  /** Counts from 1 within the run; for messages. */
  readonly step: number;
  readonly rate: number;
  /** Asked before each batch; once true, the step is given up and nothing has moved. */
  readonly mustStop: () => boolean;
}

/** A stage's weights and optimizer on the current backend, ready to step. */
export interface Stepper {
  readonly weights: LiveWeights;
  readonly optimizer: Optimizer;
  /**
   * @returns undefined when `mustStop` said so
   * @throws GraftError as `takeStep`; 'input-not-finite'
   */
  take(positions: StepBatches, place: StepPlace): Promise<StepResult | undefined>;
  dispose(): void;
}

/**
 * @param state what an earlier stage or a checkpoint left for the weights that train now
 * @throws GraftError 'missing-gradient-kernels', 'backend-broken'
 */
export function openStepper(subject: StepperSubject, state: OptimizerState): Stepper {
  const { index, plan, network, train, views, options, seed } = subject;
  prepareTape(network, plan);
  const weights = openLiveWeights(network);
  const optimizer = openOptimizer(options, onlyOf(state, plan.trained));
  const pretrained = loadPretrained(subject);
  const stepSubject = { ...subject, weights, optimizer, pretrained };
  return {
    weights,
    optimizer,
    async take(positions, { epoch, stepInEpoch, ...moment }) {
      const view = epoch % views;
      const batches = await Promise.all(positions.map((batch) => takeBatch(train, batch, view)));
      const dropoutSeed = (batch: number): number =>
        randomStream(seed, 'dropout', index, epoch, stepInEpoch, batch).uint32();
      return takeStep(stepSubject, batches, { ...moment, dropoutSeed }).catch((error: unknown) => {
        throw explainInputs(error, batches, (batch, row) => train.rows.ids[positions[batch]?.[row] ?? -1] ?? '');
      });
    },
    dispose() {
      optimizer.dispose();
      weights.dispose();
      dispose([...pretrained.values()]);
    },
  };
}

/** What is not finite any more may never have been: then it is said whose it is. */
function explainInputs(
  error: unknown,
  batches: readonly StepBatch[],
  idOf: (batch: number, row: number) => string,
): unknown {
  if (!(error instanceof GraftError) || error.code !== 'loss-not-finite') return error;
  const ids = batches.flatMap(({ inputs, weights }, batch) => {
    const { data } = widen(inputs);
    const width = data.length / weights.length;
    const rows = [...weights.keys()].filter(
      (row) => !data.subarray(row * width, (row + 1) * width).every(Number.isFinite),
    );
    return rows.map((row) => idOf(batch, row));
  });
  if (ids.length === 0) return error;
  return new GraftError(
    'input-not-finite',
    `What goes into the part that trains holds NaN or infinity for "${ids.join('", "')}". Repair or remove it, or check the augmentation and the preprocessing. Weights are as before that step.`,
    { cause: error },
  );
}

/** The values under these names. */
export function onlyOf<Value>(
  values: ReadonlyMap<string, Value>,
  names: { has(name: string): boolean },
): ReadonlyMap<string, Value> {
  return new Map([...values].filter(([name]) => names.has(name)));
}

/** Only what is pulled: nothing without a pull, and of the backbone what trains. */
function loadPretrained({ options, pretrained, plan }: StepperSubject): Map<string, Tensor> {
  const pulled = options.pullToPretrained > 0 ? onlyOf(pretrained, plan.trained) : new Map<string, HostTensor>();
  return new Map([...pulled].map(([name, value]) => [name, toTensor(value)]));
}
