import { searchWolfe } from './search-wolfe.js';

/** The value at `point`; writes the gradient there into `gradient`. Same length, both overwritten between calls by the caller alone. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Pairs of steps and gradient changes that are remembered. Default 10. */
  readonly memory?: number;
  /** Default 1,000. */
  readonly maxIterations?: number;
  /** Stops when no element of the gradient is larger. Default 1e-6. */
  readonly gradientTolerance?: number;
  /** Looked at between iterations, after the event loop has had a turn. */
  readonly signal?: AbortSignal | undefined;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Calls of the objective. */
  readonly evaluations: number;
  /** 'precision': no step in double precision goes lower, which is as good as can be had. */
  readonly stoppedBy: 'gradient' | 'iterations' | 'precision';
}

/**
 * Minimises a smooth function by limited-memory BFGS with a strong-Wolfe line search.
 *
 * @param objective deterministic, and finite at `start`
 * @param start not changed
 * @throws what `options.signal` was aborted with
 * @see Nocedal and Wright, "Numerical Optimization", 2nd edition: algorithms 7.4 and 7.5
 * @example
 * const bowl: Objective = (x, gradient) => (gradient.set(x.map((v) => 2 * v)), x.reduce((sum, v) => sum + v * v, 0));
 * const { point } = await minimizeLbfgs(bowl, new Float64Array([3, 4]));
 */
export async function minimizeLbfgs(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions = {},
): Promise<Minimum> {
  const { memory = 10, maxIterations = 1000, gradientTolerance = 1e-6, signal } = options;
  const breathe = breather();
  let point = start.slice();
  let gradient = new Float64Array(point.length);
  let trial = new Float64Array(point.length);
  let trialGradient = new Float64Array(point.length);
  let value = objective(point, gradient);
  let evaluations = 1;
  let iterations = 0;
  let pairs: Pair[] = [];
  const end = (stoppedBy: Minimum['stoppedBy']): Minimum => ({ point, value, iterations, evaluations, stoppedBy });

  for (;;) {
    signal?.throwIfAborted();
    if (largest(gradient) <= gradientTolerance) return end('gradient');
    if (iterations === maxIterations) return end('iterations');

    let direction = descend(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs = [];
      direction = descend(gradient, pairs);
      slope = dot(direction, gradient);
    }
    const along = (step: number): { value: number; slope: number } => {
      for (let i = 0; i < trial.length; i++) trial[i] = (point[i] ?? 0) + step * (direction[i] ?? 0);
      evaluations++;
      const trialValue = objective(trial, trialGradient);
      return { value: trialValue, slope: dot(direction, trialGradient) };
    };
    // Without curvature the direction has the gradient's length, which says nothing about how far to go.
    const firstStep = pairs.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope));
    const accepted = searchWolfe(along, { value, slope }, firstStep);
    if (accepted === undefined) {
      if (pairs.length === 0) return end('precision');
      pairs = [];
      continue;
    }

    const pair = pairOf(point, gradient, trial, trialGradient);
    if (pair !== undefined) pairs = [...pairs.slice(-(memory - 1)), pair];
    [point, trial] = [trial, point];
    [gradient, trialGradient] = [trialGradient, gradient];
    value = accepted.value;
    iterations++;
    await breathe();
  }
}

/** How one step changed the point and the gradient, and one over the product of both changes. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

/** The two-loop recursion (algorithm 7.4): minus the approximate inverse Hessian times the gradient. */
function descend(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((element) => -element);
  const projections: number[] = [];
  for (const { step, change, rho } of [...pairs].reverse()) {
    const projection = rho * dot(step, direction);
    add(direction, change, -projection);
    projections.push(projection);
  }
  const latest = pairs.at(-1);
  if (latest !== undefined) {
    const scale = 1 / (latest.rho * dot(latest.change, latest.change));
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] ?? 0) * scale;
  }
  for (const { step, change, rho } of pairs) {
    add(direction, step, (projections.pop() ?? 0) - rho * dot(change, direction));
  }
  return direction;
}

/** Undefined where rounding has eaten the curvature: such a pair would spoil the recursion. */
function pairOf(
  point: Float64Array,
  gradient: Float64Array,
  next: Float64Array,
  nextGradient: Float64Array,
): Pair | undefined {
  const step = next.map((element, i) => element - (point[i] ?? 0));
  const change = nextGradient.map((element, i) => element - (gradient[i] ?? 0));
  const curvature = dot(step, change);
  return curvature > Number.EPSILON * dot(change, change) ? { step, change, rho: 1 / curvature } : undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function add(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) + factor * (source[i] ?? 0);
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** Gives the event loop a turn every 20 ms: often enough for a signal to fire, too rarely to cost anything. */
function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 20) return;
    await new Promise((resume) => setTimeout(resume, 0));
    last = performance.now();
  };
}
