import type { Json } from '@graftjs/core';
import type { Evaluation, Metrics } from '@graftjs/train';
import { nounOf, type AnyData } from '../model/any-input.js';
import { formatColumns } from './columns.js';
import { outColors } from './output.js';

/** By split, or 'all'. */
type Evaluations = ReadonlyMap<string, Evaluation>;
type Estimate = Metrics['accuracy'];

/** What was left out of any split, as `--json` gives it. */
export function toJsonSkipped(evaluations: Evaluations): Json {
  return [...evaluations.values()].flatMap(({ skipped }) => skipped.map(({ id, reason }) => ({ file: id, reason })));
}

/** The figures of every split of `data` for people: a column each, with 95 % intervals. */
export function formatFigures(evaluations: Evaluations, data: Pick<AnyData, 'modality'>): string {
  const metrics = [...evaluations.values()].map((evaluation) => evaluation.metrics);
  const row = (name: string, cell: (metrics: Metrics) => string): string[] => [name, ...metrics.map(cell)];
  const rows = [
    ['', ...[...evaluations.keys()].map((split) => outColors.bold(split))],
    row(`${nounOf(data)}s`, ({ count }) => String(count)),
    row('accuracy', ({ accuracy }) => formatPercents(accuracy)),
    row('balanced accuracy', ({ balancedAccuracy }) => formatPercents(balancedAccuracy)),
    row('AUC', ({ auc }) => (auc === null ? 'undefined' : formatDecimals(auc))),
    row('log loss', ({ logLoss }) => formatDecimals(logLoss)),
  ];
  return formatColumns(rows);
}

/** The confusion matrix of a split: a row is the true class, a column what was answered. */
export function formatConfusion(metrics: Metrics): string {
  const labels = metrics.classes.map(({ label }) => label);
  const rows = metrics.confusion.map((row, index) => [labels[index] ?? '', ...row.map(String)]);
  return formatColumns(
    [[outColors.dim('is ↓  taken for →'), ...labels], ...rows],
    labels.map((_, index) => index + 1),
  );
}

/** How much one model is over another; an interval with zero in it cannot tell. */
export function formatDifference(estimate: Estimate | null): string {
  if (estimate === null) return 'undefined';
  const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
  return `${signed(estimate.value)} ${outColors.dim(`(${signed(estimate.low)} to ${signed(estimate.high)})`)}`;
}

function formatPercents({ value, low, high }: Estimate): string {
  const percent = (fraction: number): string => (100 * fraction).toFixed(1);
  return `${percent(value)} % ${outColors.dim(`(${percent(low)} to ${percent(high)})`)}`;
}

function formatDecimals({ value, low, high }: Estimate): string {
  return `${value.toFixed(3)} ${outColors.dim(`(${low.toFixed(3)} to ${high.toFixed(3)})`)}`;
}
