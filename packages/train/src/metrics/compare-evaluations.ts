import { GraftError } from '@graftjs/core';
import { bootstrap, type Estimates } from './bootstrap.js';
import type { Evaluation } from '../evaluate.js';
import { figuresOf, type Figures } from './compute-metrics.js';

/**
 * How much better one model does than another on the same examples: each figure of the first less that of the second, with a
 * 95 % interval by bootstrap over the examples, both models judged on the same resamples. What makes an example hard for
 * both cancels out, so it is a sharper answer than two intervals side by side; zero within it: these examples cannot tell. Where no
 * resample tells more (both are right about every example, say), the interval is one number.
 *
 * @param labels in the order that both evaluations have them
 * @param options.seed decides the resamples
 * @returns `auc` is `null` unless every label occurs
 * @throws GraftError 'different-examples'
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap", chapter 8 (paired data are resampled as pairs)
 */
export function compareEvaluations(
  one: Pick<Evaluation, 'examples'>,
  other: Pick<Evaluation, 'examples'>,
  labels: readonly string[],
  { seed }: { readonly seed: number },
): Estimates<Figures> {
  const count = one.examples.length;
  const odd = one.examples.find(({ id, target }, at) => {
    const twin = other.examples[at];
    return twin?.id !== id || twin.target !== target;
  });
  if (odd !== undefined || other.examples.length !== count) {
    throw new GraftError(
      'different-examples',
      `Only what was tried on the same examples can be compared; there are ${count} and ${other.examples.length}` +
        `${odd === undefined ? '' : `, and "${odd.id}" is not in the same place in both`}.`,
    );
  }
  const [mine, theirs] = [one, other].map(({ examples }) =>
    figuresOf(
      examples.map(({ probabilities }) => probabilities),
      examples.map(({ target }) => target),
      labels.length,
    ),
  ) as [ReturnType<typeof figuresOf>, ReturnType<typeof figuresOf>];
  const targets = one.examples.map(({ target }) => target);
  return bootstrap<Figures>(targets, (counts) => subtract(mine(counts), theirs(counts)), seed);
}

function subtract(one: Figures, other: Figures): Figures {
  return {
    accuracy: one.accuracy - other.accuracy,
    balancedAccuracy: one.balancedAccuracy - other.balancedAccuracy,
    auc: one.auc === null || other.auc === null ? null : one.auc - other.auc,
    logLoss: one.logLoss - other.logLoss,
  };
}
