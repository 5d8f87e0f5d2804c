import { GraftError, listNearest, type OptimizerSpec, type Task } from '@graftjs/core';

/** An optimizer's options with every default filled in. Options again: a recipe holds them, and JSON keeps them. */
export interface ResolvedOptimizer extends OptimizerSpec {
  readonly kind: 'adamw' | 'sgd';
  /** Absent for 'adamw', which has its own. */
  readonly momentum?: number;
  readonly weightDecay: number;
  readonly pullToPretrained: number;
  /** Absent where nothing is clipped. */
  readonly clipNorm?: number;
  readonly labelSmoothing: number;
  readonly accumulate: number;
  /** Absent without averaging. */
  readonly averaging?: number;
}

interface Rule {
  readonly allowed: string;
  readonly holds: (value: number) => boolean;
}

const fromZero: Rule = { allowed: 'a number from 0 on', holds: (value) => value >= 0 && value < Infinity };
const share: Rule = {
  allowed: 'a number from 0 (included) to 1 (excluded)',
  holds: (value) => value >= 0 && value < 1,
};
const rules: Readonly<Record<Exclude<keyof OptimizerSpec, 'kind'>, Rule>> = {
  momentum: share,
  weightDecay: fromZero,
  pullToPretrained: fromZero,
  clipNorm: { allowed: 'a number over 0', holds: (value) => value > 0 && value < Infinity },
  labelSmoothing: share,
  accumulate: { allowed: 'a whole number from 1 on', holds: (value) => Number.isSafeInteger(value) && value >= 1 },
  averaging: share,
};

/**
 * Checks how training steps, and fills in the defaults.
 *
 * @throws GraftError 'unknown-option', 'bad-optimizer'
 */
export function resolveOptimizer(spec: OptimizerSpec, task: Task): ResolvedOptimizer {
  const { kind = 'adamw' } = spec;
  for (const [key, value] of Object.entries(spec)) if (key !== 'kind' && value !== undefined) checkMember(key, value);
  if (!['adamw', 'sgd'].includes(kind)) {
    throw new GraftError('bad-optimizer', `There is no optimizer "${String(kind)}". Choose adamw or sgd.`);
  }
  if (kind === 'adamw' && spec.momentum !== undefined) {
    throw new GraftError(
      'bad-optimizer',
      `Only sgd takes a momentum; adamw has its own. Leave out the momentum ${spec.momentum}, or choose sgd.`,
    );
  }
  if (task.kind === 'regression' && (spec.labelSmoothing ?? 0) > 0) {
    throw new GraftError(
      'bad-optimizer',
      `A regression has no labels to smooth. Leave out the labelSmoothing ${spec.labelSmoothing}.`,
    );
  }
  const { clipNorm, averaging } = spec;
  return {
    kind,
    ...(kind === 'sgd' && { momentum: spec.momentum ?? 0.9 }),
    weightDecay: spec.weightDecay ?? 0,
    pullToPretrained: spec.pullToPretrained ?? 0,
    ...(clipNorm !== undefined && { clipNorm }),
    labelSmoothing: spec.labelSmoothing ?? 0,
    accumulate: spec.accumulate ?? 1,
    ...(averaging !== undefined && { averaging }),
  };
}

function checkMember(key: string, value: unknown): void {
  if (!isMember(key)) {
    const nearest = listNearest(key, ['kind', ...Object.keys(rules)]).join(', ');
    throw new GraftError('unknown-option', `An optimizer has no option "${key}". Nearest: ${nearest}.`);
  }
  const { allowed, holds } = rules[key];
  if (typeof value === 'number' && holds(value)) return;
  throw new GraftError('bad-optimizer', `An optimizer's ${key} is ${allowed}; got ${String(value)}.`);
}

function isMember(key: string): key is keyof typeof rules {
  return Object.hasOwn(rules, key);
}
