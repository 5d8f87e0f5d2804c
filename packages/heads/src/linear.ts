import { GraftError, specOf, type BoundHead, type Head, type HostTensor, type Network } from '@graftjs/core';
import { initializeWeights } from '@graftjs/network';
import { defaultPenalties } from './logistic/search-penalty.js';
import { solveLogistic } from './logistic/solve-logistic.js';
import { badOption, checkOneOf, checkOptionNames } from './parts/check-options.js';
import { denseScores, withDenseWeights, type DenseWeights } from './parts/dense-scores.js';
import { widthOf } from './parts/expect-served.js';
import { headOutputs, resolveOutput, type HeadOutput, type ResolvedOutput } from './parts/resolve-output.js';

const solvers = ['direct', 'gradient'] as const;

export interface LinearOptions {
  /**
   * The L2 penalty of the direct solution: of the mean weighted log loss plus `l2 / 2` times the sum of squares of all weights
   * on standardised features, intercepts left out. One number is taken as it is; of several, the strongest whose loss on
   * validation examples is within one standard error of the lowest. Default: half decades from 10 down to 0.00001.
   *
   * In scikit-learn's terms, for n examples of mean weight 1: `C = 1 / (l2 * n)` for three labels and more. For two labels
   * scikit-learn keeps one column where a softmax has two that share the penalty, so there `C = 2 / (l2 * n)`.
   */
  readonly l2?: number | readonly number[];
  /**
   * 'direct': by L-BFGS, for one label out of several by 'softmax' or 'binary'. 'gradient': step by step, with the optimizer
   * and its weight decay. Default: 'direct' wherever there is such a solution.
   */
  readonly solver?: (typeof solvers)[number];
  /** Default 'auto'. */
  readonly output?: HeadOutput;
}

/**
 * One Dense layer, `scores`: softmax regression and its kin, solved directly by L-BFGS or trained step by step.
 *
 * @throws GraftError 'unknown-option', 'bad-option'
 * @see `searchPenalty` for how the penalty is chosen
 * @example
 * const head = linear().bind([1280], { kind: 'classification', labels: ['cat', 'dog'] }, 7);
 */
export function linear(options: LinearOptions = {}): Head {
  const penalties = parseOptions(options);
  return {
    id: 'linear',
    spec: specOf(options),
    bind(features, task, seed) {
      const width = widthOf('linear', features);
      const output = resolveOutput('linear', options.output ?? 'auto', task);
      const bare = denseScores('linear', width, output.units);
      return {
        network: initializeWeights(bare, seed),
        activation: output.activation,
        exampleLoss: output.exampleLoss,
        ...(isSolved(output, options) && { solve: solveBy(bare, output, penalties) }),
      };
    },
  };
}

/** @throws GraftError 'unsupported-solver' where a direct solution is asked for and there is none */
function isSolved({ kind }: ResolvedOutput, { solver, l2 }: LinearOptions): boolean {
  if (kind === 'softmax' || kind === 'binary') return solver !== 'gradient';
  if (solver !== 'direct' && l2 === undefined) return false;
  throw new GraftError(
    'unsupported-solver',
    `linear has a direct solution for one label out of several, by "softmax" or "binary"; here it ends in "${kind}". ` +
      'Leave out solver and l2, and choose a strategy that trains.',
  );
}

function solveBy(
  bare: Network,
  { kind }: ResolvedOutput,
  penalties: readonly number[],
): NonNullable<BoundHead['solve']> {
  const fitted = (dense: DenseWeights): Network =>
    withDenseWeights(bare, kind === 'binary' ? secondAgainstFirst(dense) : dense);
  return async (train, validation, options) => {
    const found = await solveLogistic(train, validation, { penalties, ...options });
    const { dense, beforeRefit, l2, path, trainLoss, validationLoss } = found;
    return {
      network: fitted(dense),
      ...(beforeRefit && { beforeRefit: fitted(beforeRefit) }),
      trainLoss,
      validationLoss,
      details: { l2, path },
    };
  };
}

/** The softmax of two scores is the sigmoid of their difference. */
function secondAgainstFirst({ kernel, bias }: DenseWeights): DenseWeights {
  const difference = (shape: number[], { data }: HostTensor): HostTensor => ({
    dtype: 'float32',
    shape,
    data: Float32Array.from({ length: data.length / 2 }, (_, i) => (data[2 * i + 1] ?? 0) - (data[2 * i] ?? 0)),
  });
  return { kernel: difference([kernel.shape[0] ?? 0, 1], kernel), bias: difference([1], bias) };
}

/** @returns the penalties to try */
function parseOptions({ l2, solver, output, ...others }: LinearOptions): readonly number[] {
  checkOptionNames('linear', others, ['l2', 'solver', 'output']);
  checkOneOf('linear', 'solver', solver, solvers);
  checkOneOf('linear', 'output', output, headOutputs);
  if (l2 === undefined) return defaultPenalties;
  const penalties = typeof l2 === 'number' ? [l2] : l2;
  const valid = Array.isArray(penalties) && penalties.length > 0;
  if (!valid || !penalties.every((each) => typeof each === 'number' && Number.isFinite(each) && each > 0)) {
    throw badOption('linear', 'l2', 'a number over 0, or a list of them such as [0.1, 0.01]', l2);
  }
  if (solver !== 'gradient') return penalties;
  throw new GraftError(
    'bad-option',
    `linear's l2 belongs to its direct solution; got ${JSON.stringify(l2)} with the solver "gradient". Use the optimizer's weightDecay.`,
  );
}
