import { GraftError } from '@graftjs/core';
import { aucInterval } from './auc-interval.js';
import { bootstrap, type Estimate, type Statistic } from './bootstrap.js';
import { meanInterval } from './mean-interval.js';
import { rankAuc } from './rank-auc.js';
import { wilsonInterval, type Interval } from './wilson-interval.js';

/** How well classes were told apart. Plain data. */
export interface Metrics {
  readonly count: number;
  /** The share of examples whose most probable label is the right one; the first of equally probable ones counts. */
  readonly accuracy: Estimate;
  /** The mean of the recalls of all classes that occur. */
  readonly balancedAccuracy: Estimate;
  /** Area under the ROC curve: of the second label for two labels, else the mean of each against the rest. `null` unless every label occurs. */
  readonly auc: Estimate | null;
  /** Mean of minus the natural logarithm of the right label's probability. */
  readonly logLoss: Estimate;
  /** The accuracy of always answering the most frequent label. */
  readonly majorityRate: number;
  /** One a label, in the labels' order. */
  readonly classes: readonly ClassMetrics[];
  /** Rows: the true label; columns: the answer. */
  readonly confusion: readonly (readonly number[])[];
}

/** Of one label against all others; 0 where not defined. */
export interface ClassMetrics {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Examples that have this label. */
  readonly support: number;
}

/**
 * Compares probabilities with the truth. The figures are those of scikit-learn. 95 % intervals: of the accuracy Wilson's, of the
 * balanced accuracy by Wilson's of each recall, of AUC and log loss by bootstrap within each class; of an AUC that no resample
 * changes, such as 1, Newcombe's.
 *
 * @param probabilities one row an example, one column a label
 * @param targets the index of each example's label
 * @param options.seed decides the resamples
 * @throws GraftError 'nothing-to-evaluate', 'bad-predictions'
 * @example
 * computeMetrics([[0.9, 0.1], [0.2, 0.8]], [0, 1], ['cat', 'dog'], { seed: 7 }).accuracy.value; // 1
 */
export function computeMetrics(
  probabilities: readonly (readonly number[])[],
  targets: readonly number[],
  labels: readonly string[],
  { seed }: { readonly seed: number },
): Metrics {
  checkPredictions(probabilities, targets, labels);
  const count = targets.length;
  const confusion = countConfusion(probabilities.map(mostProbable), targets, labels.length);
  const support = confusion.map((row) => sum(row));
  const { accuracy, balancedAccuracy, auc, logLoss } = bootstrap(
    targets,
    figuresOf(probabilities, targets, labels.length),
    seed,
  );
  const hits = confusion.map((row, label) => row[label] ?? 0);
  return {
    count,
    accuracy: { ...accuracy, ...wilsonInterval(sum(hits), count) },
    balancedAccuracy: { ...balancedAccuracy, ...balancedInterval(hits, support) },
    auc: auc && (auc.low < auc.high ? auc : { ...auc, ...fixedAucInterval(auc.value, support) }),
    logLoss,
    majorityRate: Math.max(...support) / count,
    classes: labels.map((label, at) => ({ label, ...classMetrics(confusion, at) })),
    confusion,
  };
}

export type Figures = {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly auc: number | null;
  readonly logLoss: number;
};

/** The figures of examples that count so often each; arguments as for `computeMetrics`. */
export function figuresOf(
  probabilities: readonly (readonly number[])[],
  targets: readonly number[],
  labels: number,
): Statistic<Figures> {
  const correct = Uint8Array.from(probabilities, (row, at) => (mostProbable(row) === targets[at] ? 1 : 0));
  const losses = Float64Array.from(probabilities, (row, at) => logLossOf(row[targets[at] ?? 0] ?? 0));
  const columns = labels === 2 ? [1] : [...Array(labels).keys()];
  const areas = columns.map((column) =>
    rankAuc(
      probabilities.map((row) => row[column] ?? 0),
      (example) => targets[example] === column,
    ),
  );
  const seen = new Float64Array(labels);
  const right = new Float64Array(labels);

  return (counts) => {
    seen.fill(0);
    right.fill(0);
    let loss = 0;
    for (let at = 0; at < counts.length; at++) {
      const times = counts[at] ?? 0;
      const target = targets[at] ?? 0;
      seen[target] = (seen[target] ?? 0) + times;
      right[target] = (right[target] ?? 0) + times * (correct[at] ?? 0);
      loss += times * (losses[at] ?? 0);
    }
    const recalls = [...right].flatMap((hits, label) => (seen[label] ? [hits / seen[label]] : []));
    const defined = areas.map((area) => area(counts)).filter((area) => area !== null);
    return {
      accuracy: sum(right) / counts.length,
      balancedAccuracy: sum(recalls) / recalls.length,
      auc: defined.length < areas.length ? null : sum(defined) / defined.length,
      logLoss: loss / counts.length,
    };
  };
}

/** Classes are independent of each other: how many examples each has is given. */
function balancedInterval(hits: readonly number[], support: readonly number[]): Interval {
  const recalls = support.flatMap((count, label): Estimate[] => {
    const right = hits[label] ?? 0;
    return count === 0 ? [] : [{ value: right / count, ...wilsonInterval(right, count) }];
  });
  return meanInterval(recalls);
}

/** Of several labels the mean of the areas' limits, as if they rose and fell together: rather too wide than too narrow. */
function fixedAucInterval(area: number, support: readonly number[]): Interval {
  const count = sum(support);
  const each = support.map((positives) => aucInterval(area, positives, count - positives));
  return { low: sum(each.map(({ low }) => low)) / each.length, high: sum(each.map(({ high }) => high)) / each.length };
}

function classMetrics(confusion: readonly (readonly number[])[], label: number): Omit<ClassMetrics, 'label'> {
  const hits = confusion[label]?.[label] ?? 0;
  const support = sum(confusion[label] ?? []);
  const answered = sum(confusion.map((row) => row[label] ?? 0));
  return {
    precision: answered === 0 ? 0 : hits / answered,
    recall: support === 0 ? 0 : hits / support,
    f1: support + answered === 0 ? 0 : (2 * hits) / (support + answered),
    support,
  };
}

function countConfusion(answers: readonly number[], targets: readonly number[], labels: number): number[][] {
  const confusion = Array.from({ length: labels }, () => new Array<number>(labels).fill(0));
  targets.forEach((target, at) => {
    const row = confusion[target];
    const answer = answers[at] ?? 0;
    if (row) row[answer] = (row[answer] ?? 0) + 1;
  });
  return confusion;
}

function mostProbable(row: readonly number[]): number {
  return row.indexOf(Math.max(...row));
}

/** Kept from infinity as scikit-learn does: a probability is never closer to 0 or 1 than float64 tells apart. */
function logLossOf(probability: number): number {
  return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function checkPredictions(
  probabilities: readonly (readonly number[])[],
  targets: readonly number[],
  labels: readonly string[],
): void {
  if (targets.length === 0) {
    throw new GraftError('nothing-to-evaluate', 'There is no example to evaluate. Choose a split that has some.');
  }
  if (probabilities.length !== targets.length) {
    throw new GraftError(
      'bad-predictions',
      `There are ${probabilities.length} predictions for ${targets.length} targets. Give one row of probabilities for each target.`,
    );
  }
  const wrong = probabilities.findIndex((row) => row.length !== labels.length || !row.every(Number.isFinite));
  if (wrong !== -1) {
    throw new GraftError(
      'bad-predictions',
      `Prediction ${wrong} has to be ${labels.length} finite probabilities, one a label; got [${probabilities[wrong]?.join(', ')}]. Check the labels, and the model for NaN.`,
    );
  }
  const strange = targets.find((target) => !(target in labels));
  if (strange !== undefined) {
    throw new GraftError('bad-predictions', `A target is a label's index, 0 to ${labels.length - 1}; got ${strange}.`);
  }
}
