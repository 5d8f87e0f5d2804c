import type { Json, StageResult } from '@graftjs/core';
import { formatFigure, formatList, formatTable } from './markdown.js';

/** The stages of a run: how each went, and what a direct solution says of itself. */
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
  return [table, ...stages.flatMap(({ details }) => (isRecord(details) ? formatDetails(details) : []))].join('\n\n');
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
