import type { Json, StageResult } from '@graftjs/core';
import { describePhases } from './describe-phases.js';
import { drawCurves } from './draw-curves.js';
import { drawPath } from './draw-path.js';
import { embedSvg } from './embed-svg.js';
import { listCurves, type StageCurve } from './list-curves.js';
import { formatFigure, formatList, formatPercent, formatTable } from './markdown.js';

/** The stages of a run: how each went, curves and phases of those that trained, and what a direct solution says of itself. */
export function formatStages(stages: readonly StageResult[]): string {
  if (stages.length === 0) return '';
  const rows = stages.map(({ stage, epochs, trainLoss, validationLoss, stoppedBy }) => [
    stage.name,
    stage.kind === 'solve' ? 'solved directly' : `${epochs} epochs`,
    formatFigure(trainLoss),
    validationLoss === null ? 'no validation pictures' : formatFigure(validationLoss),
    stoppedBy,
  ]);
  const table = formatTable([['stage', 'how', 'training loss', 'validation loss', 'ended by'], ...rows], [2, 3]);
  return [
    table,
    ...formatCurves(stages),
    ...stages.flatMap((stage) => [
      ...formatPath(stage),
      ...(isRecord(stage.details) ? formatDetails(stage.details) : []),
    ]),
  ].join('\n\n');
}

/** Picture, phases in words, and the figures themselves for readers that show no picture. */
function formatCurves(stages: readonly StageResult[]): string[] {
  const curves = listCurves(stages);
  const picture = drawCurves(stages);
  if (picture === null) return [];
  return [
    embedSvg(picture, 'Training and validation loss by epoch'),
    formatList(curves.map(describePhases)),
    `<details><summary>Every epoch</summary>\n\n${formatEpochs(curves)}\n\n</details>`,
  ];
}

function formatEpochs(curves: readonly StageCurve[]): string {
  const rows = curves.flatMap(({ name, epochs }) =>
    epochs.map(({ epoch, learningRate, trainLoss, trainAccuracy, validationLoss, validationAccuracy }) => [
      name,
      String(epoch),
      formatValue(learningRate),
      formatFigure(trainLoss),
      trainAccuracy === null ? '' : formatPercent(trainAccuracy),
      validationLoss === null ? '' : formatFigure(validationLoss),
      validationAccuracy === null ? '' : formatPercent(validationAccuracy),
    ]),
  );
  const losses = ['training loss', 'training accuracy', 'validation loss', 'validation accuracy'];
  return formatTable([['stage', 'epoch', 'learning rate', ...losses], ...rows], [1, 2, 3, 4, 5, 6]);
}

function formatPath(stage: StageResult): string[] {
  const picture = drawPath(stage);
  return picture === null ? [] : [embedSvg(picture, `Loss by L2 penalty: ${stage.stage.name}`)];
}

type JsonRecord = Readonly<Record<string, Json>>;

/** Every head says other things of its solution: single values become a list, lists of records tables. */
function formatDetails(details: JsonRecord): string[] {
  const entries = Object.entries(details);
  const single = entries.filter(([, value]) => !isTable(value));
  return [
    formatList(single.map(([key, value]) => `${key}: ${formatValue(value)}`)),
    ...entries.flatMap(([, value]) => (isTable(value) ? [formatRecords(value)] : [])),
  ].filter((part) => part !== '');
}

function formatRecords(records: readonly JsonRecord[]): string {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = records.map((record) => keys.map((key) => formatValue(record[key] ?? null)));
  return formatTable(
    [keys, ...rows],
    keys.map((_, index) => index),
  );
}

function formatValue(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isTable(value: Json): value is readonly JsonRecord[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
