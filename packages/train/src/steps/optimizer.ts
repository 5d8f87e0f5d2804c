import type { HostTensor } from '@graftjs/core';
import { toTensor } from '@graftjs/network';
import { dispose, keep, mul, sub, tidy, zerosLike, type Tensor } from '@tensorflow/tfjs-core';
import { adamw } from './adamw.js';
import { readTensors, type LiveWeights } from './live-weights.js';
import type { ResolvedOptimizer } from './resolve-optimizer.js';
import { sgd } from './sgd.js';

/** What an optimizer remembers of one weight. */
export interface WeightState {
  /** Steps that this weight has taken since it began to train. */
  readonly steps: number;
  readonly slots: ReadonlyMap<string, HostTensor>;
}

/** By weight name, never by position: a weight that begins to train can have nobody else's memory. */
export type OptimizerState = ReadonlyMap<string, WeightState>;

/** How one weight moves in one step. */
export interface WeightMove {
  readonly rate: number;
  readonly decays: boolean;
}

export interface Optimizer {
  /** Moves weights by their gradients. Decay is decoupled, `weight -= rate * weightDecay * weight`, where `moveOf` says so. */
  apply(weights: LiveWeights, gradients: ReadonlyMap<string, Tensor>, moveOf: (weight: string) => WeightMove): void;
  /** A copy on the host. */
  save(): Promise<OptimizerState>;
  dispose(): void;
}

/** @param state what an earlier stage or a checkpoint left for the weights that train now */
export function openOptimizer(
  { kind, momentum = 0, weightDecay }: ResolvedOptimizer,
  state: OptimizerState = new Map(),
): Optimizer {
  const rule = kind === 'adamw' ? adamw : sgd(momentum);
  const steps = new Map([...state].map(([name, saved]) => [name, saved.steps]));
  const memory = new Map([...state].map(([name, { slots }]) => [name, load(slots)]));

  return {
    apply(weights, gradients, moveOf) {
      for (const [name, gradient] of gradients) {
        const weight = weights.tensors.get(name);
        if (weight === undefined) continue;
        const count = (steps.get(name) ?? 0) + 1;
        const { rate, decays } = moveOf(name);
        const slots = memory.get(name);
        const next = tidy(() => {
          const moved = rule(gradient, (slot) => slots?.get(slot) ?? zerosLike(weight), { rate, steps: count });
          const decayed = weightDecay > 0 && decays ? mul(weight, 1 - rate * weightDecay) : weight;
          return { weight: sub(decayed, moved.move), slots: moved.slots };
        });
        weights.replace(name, next.weight);
        dispose([...(slots?.values() ?? [])]);
        memory.set(name, new Map(Object.entries(next.slots).map(([slot, tensor]) => [slot, keep(tensor)])));
        steps.set(name, count);
      }
    },
    async save() {
      const saved = new Map<string, WeightState>();
      for (const [name, count] of steps) {
        saved.set(name, { steps: count, slots: await readTensors(memory.get(name) ?? new Map()) });
      }
      return saved;
    },
    dispose() {
      for (const slots of memory.values()) dispose([...slots.values()]);
      memory.clear();
    },
  };
}

function load(slots: ReadonlyMap<string, HostTensor>): Map<string, Tensor> {
  return new Map([...slots].map(([slot, value]) => [slot, keep(toTensor(value))]));
}
