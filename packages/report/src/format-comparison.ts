import { escapeMarkdown, formatFigure, formatList, formatTable } from './markdown.js';
import type { ComparedModel, ComparisonFacts, ReportFacts, SplitFacts } from './report-facts.js';

/** Two models on the same pictures, side by side, with their paired difference; and what sets them apart. */
export function formatComparison(
  { other, split, difference }: ComparisonFacts,
  { backbone, head, freeze }: Pick<ReportFacts, 'backbone' | 'head' | 'freeze'>,
  mine: SplitFacts,
): string {
  const { metrics } = other;
  const rows = [
    ['figure', 'this', 'the other', 'difference'],
    ...(['accuracy', 'balancedAccuracy', 'auc', 'logLoss'] as const).map((name) => [
      names[name],
      formatEstimate(mine[name]),
      formatEstimate(metrics[name]),
      formatDifference(difference[name]),
    ]),
  ];
  return [
    formatList([`this: ${describe({ backbone, head, freeze })}`, `the other, ${other.file}: ${describe(other)}`]),
    formatTable(rows),
    escapeMarkdown(
      `Both on the same ${mine.count} ${split} pictures; the difference is this less the other, its 95 % interval from resamples that both are judged on. ` +
        judge(difference.accuracy),
    ),
  ].join('\n\n');
}

const names = { accuracy: 'accuracy', balancedAccuracy: 'balanced accuracy', auc: 'AUC', logLoss: 'log loss' } as const;

function describe({ backbone, head, freeze }: Omit<ComparedModel, 'file' | 'metrics'>): string {
  const origin =
    backbone.pretraining === undefined
      ? 'from weights drawn at random'
      : `from weights trained on ${backbone.pretraining.data}`;
  return `${head} head on ${backbone.id}, ${origin}, by ${freeze}`;
}

function judge({ low, high }: SplitFacts['accuracy']): string {
  if (low > 0) return 'This one is right more often.';
  if (high < 0) return 'The other is right more often.';
  return 'In accuracy the interval holds zero: these pictures cannot tell which of the two is right more often.';
}

function formatEstimate(estimate: SplitFacts['auc']): string {
  if (estimate === null) return 'undefined';
  const { value, low, high } = estimate;
  return `${formatFigure(value)} (${formatFigure(low)} to ${formatFigure(high)})`;
}

function formatDifference(estimate: SplitFacts['auc']): string {
  if (estimate === null) return 'undefined';
  const { value, low, high } = estimate;
  return `${formatSigned(value)} (${formatSigned(low)} to ${formatSigned(high)})`;
}

/** `+0.012`; nothing before a zero, whichever sign it has. */
function formatSigned(value: number): string {
  const text = formatFigure(value);
  if (Number(text) === 0) return formatFigure(0);
  return value > 0 ? `+${text}` : text;
}
