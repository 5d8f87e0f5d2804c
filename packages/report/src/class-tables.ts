import { formatFigure, formatTable } from './markdown.js';
import type { SplitFacts } from './report-facts.js';

/** The confusion matrix of a split as a table: a row is the true class, a column what was answered. */
export function formatConfusion({ confusion }: SplitFacts, labels: readonly string[]): string {
  return formatTable(
    [['true class', ...labels], ...labels.map((label, row) => [label, ...(confusion[row] ?? []).map(String)])],
    labels.map((_, index) => index + 1),
  );
}

/** Precision, recall, F1 and number of pictures of every class. */
export function formatPerClass({ classes }: SplitFacts): string {
  const rows = classes.map(({ label, precision, recall, f1, support }) => [
    label,
    formatFigure(precision),
    formatFigure(recall),
    formatFigure(f1),
    String(support),
  ]);
  return formatTable([['class', 'precision', 'recall', 'F1', 'pictures'], ...rows], [1, 2, 3, 4]);
}
