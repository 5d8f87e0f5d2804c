import { describe, expect, it } from 'vitest';
import { minimizeLbfgs, type Objective } from './minimize-lbfgs.js';

/** Rosenbrock's valley in n dimensions: minimum 0 at (1, …, 1). */
const rosenbrock: Objective = (x, gradient) => {
  let sum = 0;
  gradient.fill(0);
  for (let i = 0; i + 1 < x.length; i++) {
    const bend = x[i + 1]! - x[i]! ** 2;
    sum += 100 * bend ** 2 + (1 - x[i]!) ** 2;
    gradient[i]! += -400 * x[i]! * bend - 2 * (1 - x[i]!);
    gradient[i + 1]! += 200 * bend;
  }
  return sum;
};

/** A bowl whose axes differ in steepness by `condition`: minimum 0 at (0, 1, 2, …). */
function bowl(length: number, condition: number): Objective {
  return (x, gradient) => {
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const steepness = condition ** (i / (length - 1));
      sum += (steepness * (x[i]! - i) ** 2) / 2;
      gradient[i] = steepness * (x[i]! - i);
    }
    return sum;
  };
}

describe('minimizeLbfgs', () => {
  it('finds the minimum of Rosenbrock’s valley from the usual start', async () => {
    const found = await minimizeLbfgs(rosenbrock, new Float64Array([-1.2, 1]), { gradientTolerance: 1e-9 });
    expect(found.stoppedBy).toBe('gradient');
    expect(found.point[0]).toBeCloseTo(1, 8);
    expect(found.point[1]).toBeCloseTo(1, 8);
    expect(found.evaluations).toBeLessThan(80);
  });

  it('finds it in 100 dimensions', async () => {
    const start = Float64Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
    const found = await minimizeLbfgs(rosenbrock, start, { gradientTolerance: 1e-8 });
    expect(found.stoppedBy).toBe('gradient');
    expect(found.value).toBeLessThan(1e-12);
  });

  it('solves a badly scaled quadratic', async () => {
    const found = await minimizeLbfgs(bowl(20, 1e4), new Float64Array(20), { gradientTolerance: 1e-7 });
    expect(found.stoppedBy).toBe('gradient');
    found.point.forEach((element, i) => expect(element).toBeCloseTo(i, 5));
  });

  it('needs no iteration at a minimum and leaves the start as it was', async () => {
    const start = new Float64Array([1, 1]);
    const found = await minimizeLbfgs(rosenbrock, start);
    expect(found).toMatchObject({ iterations: 0, evaluations: 1, value: 0, stoppedBy: 'gradient' });
    expect(found.point).not.toBe(start);
    await minimizeLbfgs(rosenbrock, start.fill(3));
    expect([...start]).toEqual([3, 3]);
  });

  it('steps back from where the function is not finite', async () => {
    const barrier: Objective = (x, gradient) => {
      gradient[0] = 1 - 1 / x[0]!;
      return x[0]! > 0 ? x[0]! - Math.log(x[0]!) : NaN;
    };
    const found = await minimizeLbfgs(barrier, new Float64Array([30]));
    expect(found.point[0]).toBeCloseTo(1, 5);
  });

  it('stops where double precision ends', async () => {
    const found = await minimizeLbfgs(rosenbrock, new Float64Array([-1.2, 1]), { gradientTolerance: 0 });
    expect(['precision', 'gradient']).toContain(found.stoppedBy);
    expect(found.value).toBeLessThan(1e-20);
  });

  it('stops at the iteration limit', async () => {
    const found = await minimizeLbfgs(rosenbrock, new Float64Array([-1.2, 1]), { maxIterations: 3 });
    expect(found).toMatchObject({ iterations: 3, stoppedBy: 'iterations' });
  });

  it('gives the same bits every time', async () => {
    const solve = () => minimizeLbfgs(rosenbrock, new Float64Array([-1.2, 1, 0.5]));
    expect(await solve()).toEqual(await solve());
  });

  it('lets a timer abort it between iterations', async () => {
    const controller = new AbortController();
    const slow: Objective = (x, gradient) => {
      const until = performance.now() + 15;
      while (performance.now() < until);
      return rosenbrock(x, gradient);
    };
    setTimeout(() => controller.abort(new Error('enough')), 40);
    const start = new Float64Array(50).fill(-1);
    await expect(minimizeLbfgs(slow, start, { signal: controller.signal, gradientTolerance: 0 })).rejects.toThrow(
      'enough',
    );
  });
});
