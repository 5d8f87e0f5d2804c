import type { Json, StageResult } from '@graftjs/core';
import { lineChart, type Point } from './chart/line-chart.js';
import { formatFigure, formatPenalty } from './markdown.js';

/**
 * For a head that was solved: its losses over the L2 penalties that were tried, as an SVG file, the chosen one marked. It takes the
 * place of the curves of a head that trained.
 *
 * @returns null where the stage's details hold no path of two penalties and more
 */
export function drawPath({ stage, details }: StageResult): string | null {
  const path = readPath(details);
  if (path === null) return null;
  const { steps, chosen } = path;
  const stroke = (loss: (step: PathStep) => number): Point[] => steps.map((step) => ({ x: step.l2, y: loss(step) }));
  const at = steps.find(({ l2 }) => l2 === chosen);
  const lowest = steps.reduce((best, step) => (step.validationLoss < best.validationLoss ? step : best));
  const told = at && `Chosen: ${formatPenalty(at.l2)}, validation loss ${formatFigure(at.validationLoss)}.`;
  return lineChart({
    title: `Loss by L2 penalty: ${stage.name}`,
    description: [
      `${steps.length} penalties from ${formatPenalty(steps[0]?.l2 ?? NaN)} to ${formatPenalty(steps.at(-1)?.l2 ?? NaN)}.`,
      `Lowest validation loss ${formatFigure(lowest.validationLoss)} at ${formatPenalty(lowest.l2)}.`,
      ...(told === undefined ? [] : [told]),
    ].join(' '),
    x: { label: 'L2 penalty', scale: 'log' },
    y: { label: 'loss' },
    lines: [
      { label: 'training', strokes: [stroke(({ trainLoss }) => trainLoss)] },
      { label: 'validation', strokes: [stroke(({ validationLoss }) => validationLoss)] },
    ],
    marks: at === undefined ? [] : [{ x: at.l2, y: at.validationLoss, label: `chosen: ${formatPenalty(at.l2)}` }],
  });
}

/** `trainLoss` is NaN where it was not told. */
type PathStep = { readonly l2: number; readonly trainLoss: number; readonly validationLoss: number };

/** Heads say what they like in their details; this is what `linear` says. */
function readPath(details: Json | undefined): { steps: PathStep[]; chosen: number | undefined } | null {
  const told = toRecord(details);
  if (!Array.isArray(told['path'])) return null;
  const steps = (told['path'] as readonly Json[])
    .map(toRecord)
    .flatMap(({ l2, trainLoss, validationLoss }) =>
      typeof l2 === 'number' && l2 > 0 && typeof validationLoss === 'number'
        ? [{ l2, trainLoss: typeof trainLoss === 'number' ? trainLoss : NaN, validationLoss }]
        : [],
    )
    .sort((a, b) => a.l2 - b.l2);
  const chosen = typeof told['l2'] === 'number' ? told['l2'] : undefined;
  return steps.length < 2 ? null : { steps, chosen };
}

function toRecord(value: Json | undefined): Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
}
