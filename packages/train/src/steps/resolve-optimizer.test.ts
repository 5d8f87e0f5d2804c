import { expect, it } from 'vitest';
import { resolveOptimizer } from './resolve-optimizer.js';

const task = { kind: 'classification', labels: ['a', 'b'] } as const;

it('fills in the defaults', () => {
  expect(resolveOptimizer({}, task)).toStrictEqual({
    kind: 'adamw',
    weightDecay: 0,
    pullToPretrained: 0,
    labelSmoothing: 0,
    accumulate: 1,
  });
  expect(resolveOptimizer({ kind: 'sgd' }, task).momentum).toBe(0.9);
  expect(resolveOptimizer({ kind: 'sgd', momentum: 0 }, task).momentum).toBe(0);
});

it.each([{}, { kind: 'sgd' }, { clipNorm: 1, averaging: 0.9 }] as const)('gives options again, of %j', (spec) => {
  const resolved = resolveOptimizer(spec, task);
  expect(resolveOptimizer(JSON.parse(JSON.stringify(resolved)) as typeof resolved, task)).toStrictEqual(resolved);
});

it.each([
  [{ kind: 'adam' }, 'bad-optimizer', 'There is no optimizer "adam". Choose adamw or sgd.'],
  [{ decay: 1 }, 'unknown-option', 'An optimizer has no option "decay". Nearest: '],
  [{ momentum: 0.9 }, 'bad-optimizer', 'Only sgd takes a momentum; adamw has its own. Leave out the momentum 0.9'],
  [{ kind: 'sgd', momentum: 1 }, 'bad-optimizer', 'momentum is a number from 0 (included) to 1 (excluded); got 1.'],
  [{ weightDecay: -1 }, 'bad-optimizer', 'weightDecay is a number from 0 on; got -1.'],
  [{ pullToPretrained: NaN }, 'bad-optimizer', 'pullToPretrained is a number from 0 on; got NaN.'],
  [{ clipNorm: 0 }, 'bad-optimizer', 'clipNorm is a number over 0; got 0.'],
  [{ labelSmoothing: 1 }, 'bad-optimizer', 'labelSmoothing is a number from 0 (included) to 1 (excluded); got 1.'],
  [{ accumulate: 1.5 }, 'bad-optimizer', 'accumulate is a whole number from 1 on; got 1.5.'],
  [{ averaging: '0.9' }, 'bad-optimizer', 'averaging is a number from 0 (included) to 1 (excluded); got 0.9.'],
])('refuses %j', (spec, code, text) => {
  const act = () => resolveOptimizer(spec as object, task);
  expect(act).toThrow(expect.objectContaining({ code }));
  expect(act).toThrow(text);
});

it('refuses smoothed labels where there are none', () => {
  const act = () => resolveOptimizer({ labelSmoothing: 0.1 }, { kind: 'regression', names: ['age'] });
  expect(act).toThrow('A regression has no labels to smooth. Leave out the labelSmoothing 0.1.');
});
