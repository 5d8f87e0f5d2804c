import type { Split } from '@graftjs/core';
import { formatConfusion, formatPerClass } from './class-tables.js';
import { formatComparison } from './format-comparison.js';
import { escapeMarkdown, formatFigure, formatList, formatPercent, formatTable } from './markdown.js';
import { formatStages } from './format-stages.js';
import { formatMistakes } from './most-wrong.js';
import type { ReportFacts, SplitFacts } from './report-facts.js';

/**
 * A report on a training run, in Markdown: figures with intervals, beside those of another model where there is one, confusion
 * matrix, the most wrong pictures, what was left out, how the head was found, recipe, versions, licences.
 *
 * @param facts what happened; equal facts give equal text
 * @returns Markdown (GitHub's), ending in a line break
 */
export function formatReport(facts: ReportFacts): string {
  const { data, splits, skipped } = facts;
  const main = splits.find(({ split }) => split === 'test') ?? splits.at(-1);
  const sections = [
    `# ${escapeMarkdown(data.name)}: ${escapeMarkdown(facts.head)} head on ${escapeMarkdown(facts.backbone.id)}`,
    main === undefined ? '' : summarize(facts, main),
    section('Figures', [formatFigures(splits), explainFigures(splits)]),
    formatCompared(facts),
    ...splits.map((each) =>
      section(titles[each.split], [
        'Confusion matrix: a row is the true class, a column what was answered.',
        formatConfusion(each, data.labels),
        formatPerClass(each),
      ]),
    ),
    main === undefined ? '' : section(`The most wrong: ${titles[main.split]}`, [formatMistakes(main, data.labels)]),
    section('Data', [
      formatTable(
        [
          ['part', 'pictures', ...data.labels],
          ...splits.map(({ split, count, classes }) => [
            split,
            String(count),
            ...classes.map((each) => String(each.support)),
          ]),
        ],
        data.labels.map((_, index) => index + 2).concat(1),
      ),
      data.notes.length === 0 ? '' : formatList(data.notes.map(({ message }) => message)),
      skipped.length === 0
        ? 'Every picture could be read.'
        : `Left out, because they could not be read (${skipped.length}):`,
      skipped.length === 0 ? '' : formatTable([['file', 'reason'], ...skipped.map(({ id, reason }) => [id, reason])]),
    ]),
    section('How it was trained', [formatModel(facts), formatStages(facts.stages)]),
    section('Recipe', [`\`\`\`json\n${JSON.stringify(facts.recipe, null, 2)}\n\`\`\``]),
    section('Versions', [formatTable([['part', 'version'], ...Object.entries(facts.versions)])]),
    section('Licences', [
      `Weights of ${escapeMarkdown(facts.backbone.id)}: ${escapeMarkdown(facts.backbone.license)}.`,
      data.attribution === undefined ? '' : `Pictures: ${escapeMarkdown(data.attribution)}`,
    ]),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

const titles: Readonly<Record<Split, string>> = {
  train: 'Training pictures',
  validation: 'Validation pictures',
  test: 'Test pictures',
};

function section(title: string, parts: readonly string[]): string {
  return [`## ${title}`, ...parts.filter((part) => part !== '')].join('\n\n');
}

function summarize({ data, backbone }: ReportFacts, main: SplitFacts): string {
  const auc = main.auc === null ? '' : `, AUC ${formatFigure(main.auc.value)}`;
  return (
    `Tells ${data.labels.length} classes apart (${data.labels.map(escapeMarkdown).join(', ')}), ` +
    `by what ${escapeMarkdown(backbone.id)} sees up to ${escapeMarkdown(backbone.cut)}. ` +
    `Of ${main.count} ${titles[main.split].toLowerCase()}, **${formatPercent(main.accuracy.value)}** are right ` +
    `(95 % interval ${formatPercent(main.accuracy.low)} to ${formatPercent(main.accuracy.high)}${auc}); ` +
    `always answering the most frequent class would give ${formatPercent(main.majorityRate)}.`
  );
}

function formatCompared(facts: ReportFacts): string {
  const { comparison, splits } = facts;
  const mine = splits.find(({ split }) => split === comparison?.split);
  if (comparison === undefined || mine === undefined) return '';
  const title = `Compared with ${escapeMarkdown(comparison.other.file)}`;
  return section(title, [formatComparison(comparison, facts, mine)]);
}

function formatFigures(splits: readonly SplitFacts[]): string {
  const row = (name: string, cell: (split: SplitFacts) => string): string[] => [name, ...splits.map(cell)];
  return formatTable([
    row('figure', ({ split }) => split),
    row('pictures', ({ count }) => String(count)),
    row('accuracy', ({ accuracy }) => formatEstimate(accuracy)),
    row('balanced accuracy', ({ balancedAccuracy }) => formatEstimate(balancedAccuracy)),
    row('AUC', ({ auc }) => (auc === null ? 'undefined' : formatEstimate(auc))),
    row('log loss', ({ logLoss }) => formatEstimate(logLoss)),
    row('always the most frequent class', ({ majorityRate }) => formatFigure(majorityRate)),
  ]);
}

function explainFigures(splits: readonly SplitFacts[]): string {
  const named = (chosen: readonly SplitFacts[]): string =>
    chosen.map(({ split }) => titles[split].toLowerCase()).join(' or chosen by ');
  const fitted = splits.filter(({ split }) => split !== 'test');
  const refitted = splits.filter(({ beforeRefit }) => beforeRefit === true);
  const judged = fitted.length === 0 ? '' : ` The model was fitted to ${named(fitted)}: judge it by the others.`;
  const before =
    refitted.length === 0
      ? ''
      : ` The figures of ${named(refitted)} are of the head before its last fit, which took these in too: the model as it was written would do better on them, which says nothing.`;
  const note = `${judged}${before}`;
  const methods =
    'accuracies by Wilson, the rest by bootstrap within each class; an AUC that it does not change by Newcombe';
  return `In parentheses: 95 % intervals (${methods}).${note}`;
}

function formatEstimate({ value, low, high }: SplitFacts['accuracy']): string {
  return `${formatFigure(value)} (${formatFigure(low)} to ${formatFigure(high)})`;
}

function formatModel({ backbone, head, freeze }: ReportFacts): string {
  const { pretraining } = backbone;
  const trained =
    pretraining === undefined ? 'drawn at random' : `trained on ${pretraining.data} (${pretraining.task})`;
  return formatList([
    `backbone: ${backbone.id}, weights ${trained}`,
    `cut at: ${backbone.cut}`,
    `head: ${head}`,
    `freeze strategy: ${freeze}`,
  ]);
}
