import { GraftError, type Head } from '@graftjs/core';
import { initializeWeights } from '@graftjs/network';
import { defaultPenalties } from './logistic/search-penalty.js';
import { solveLogistic } from './logistic/solve-logistic.js';
import { denseScores, withDenseWeights } from './parts/dense-scores.js';
import { labelsOf, widthOf } from './parts/expect-served.js';
import { softmaxCrossEntropy } from './parts/softmax-cross-entropy.js';

export interface LinearOptions {
  /**
   * The L2 penalty: of the mean weighted log loss plus `l2 / 2` times the sum of squares of all weights on standardised
   * features, intercepts left out. One number is taken as it is; of several, the strongest whose loss on
   * validation examples is within one standard error of the lowest. Default: half decades from 10 down to 0.00001.
   *
   * In scikit-learn's terms, for n examples of mean weight 1: `C = 1 / (l2 * n)` for three labels and more. For two labels
   * scikit-learn keeps one column where a softmax has two that share the penalty, so there `C = 2 / (l2 * n)`.
   */
  readonly l2?: number | readonly number[];
}

/**
 * Softmax regression: one Dense layer, `scores`, solved directly by L-BFGS instead of trained step by step.
 *
 * @throws GraftError 'unknown-option', 'bad-option'
 * @see `searchPenalty` for how the penalty is chosen
 * @example
 * const head = linear().bind([1280], { kind: 'classification', labels: ['cat', 'dog'] }, 7);
 */
export function linear(options: LinearOptions = {}): Head {
  const penalties = parsePenalties(options);
  return {
    id: 'linear',
    spec: options.l2 === undefined ? {} : { l2: options.l2 },
    bind(features, task, seed) {
      const bare = denseScores('linear', widthOf('linear', features), labelsOf('linear', task).length);
      return {
        network: initializeWeights(bare, seed),
        activation: 'softmax',
        exampleLoss: softmaxCrossEntropy,
        async solve(train, validation, solveOptions) {
          const found = await solveLogistic(train, validation, { penalties, ...solveOptions });
          const { dense, beforeRefit, l2, path, trainLoss, validationLoss } = found;
          return {
            network: withDenseWeights(bare, dense),
            ...(beforeRefit && { beforeRefit: withDenseWeights(bare, beforeRefit) }),
            trainLoss,
            validationLoss,
            details: { l2, path },
          };
        },
      };
    },
  };
}

function parsePenalties(options: LinearOptions): readonly number[] {
  for (const name of Object.keys(options)) {
    if (name !== 'l2') throw new GraftError('unknown-option', `linear has no option "${name}". It takes: l2.`);
  }
  if (options.l2 === undefined) return defaultPenalties;
  const penalties = typeof options.l2 === 'number' ? [options.l2] : options.l2;
  const valid = Array.isArray(penalties) && penalties.length > 0;
  if (!valid || !penalties.every((l2) => typeof l2 === 'number' && Number.isFinite(l2) && l2 > 0)) {
    throw new GraftError(
      'bad-option',
      `linear's l2 is a number over 0, or a list of them such as [0.1, 0.01]; got ${JSON.stringify(options.l2)}.`,
    );
  }
  return penalties;
}
