import { scaleLinear, scaleLog } from 'd3-scale';
import { formatPenalty } from '../markdown.js';
import { chartStyle } from './chart-style.js';
import { escapeXml, formatNumber } from './xml.js';

export type Point = { readonly x: number; readonly y: number };

export type LineChart = {
  /** What the picture is, for a screen reader and as a heading. */
  readonly title: string;
  /** What is to be seen in it, for somebody who does not see it. */
  readonly description: string;
  readonly x: { readonly label: string; readonly scale: 'linear' | 'log'; readonly whole?: boolean };
  readonly y: { readonly label: string };
  /** Each in one or several strokes, at most two of them; points that are not finite are left out. */
  readonly lines: readonly { readonly label: string; readonly strokes: readonly (readonly Point[])[] }[];
  /** Stretches of the x axis, shaded and named. */
  readonly bands?: readonly {
    readonly label: string;
    readonly from: number;
    readonly to: number;
    readonly kind: string;
  }[];
  /** Places on the x axis, ruled and named. */
  readonly rules?: readonly { readonly label: string; readonly at: number }[];
  /** Points to look at. */
  readonly marks?: readonly (Point & { readonly label: string })[];
};

const [width, height] = [720, 380];
const plot = { left: 64, right: width - 110, top: 64, bottom: height - 56 };
const dotsUpTo = 40;

/**
 * A line chart as an SVG file that needs nothing else, follows the reader's light or dark mode, and says what it shows.
 *
 * @returns ASCII only
 */
export function lineChart(chart: LineChart): string {
  const points = chart.lines.flatMap(({ strokes }) => strokes.flat()).filter(isDrawable);
  const x = horizontalScale(chart, points);
  const y = verticalScale(points);
  const body = [
    ...(chart.bands ?? []).map(({ label, from, to, kind }) => {
      const shape = box(x(from), plot.top, x(to) - x(from), plot.bottom - plot.top);
      return `<rect class="band ${kind}" ${shape}><title>${escapeXml(label)}</title></rect>`;
    }),
    ...y.ticks(6).map((value) => {
      const at = y(value);
      return line(plot.left, at, plot.right, at, 'grid') + text(y.tickFormat(6)(value), plot.left - 8, at + 4, 'end');
    }),
    ...xTicks(chart, x).map(({ label, at }) => {
      return line(at, plot.bottom, at, plot.bottom + 5, 'axis') + text(label, at, plot.bottom + 20, 'middle');
    }),
    line(plot.left, plot.bottom, plot.right, plot.bottom, 'axis'),
    ...(chart.rules ?? []).map(({ at }) => line(x(at), plot.top - 10, x(at), plot.bottom, 'rule')),
    ...chart.lines.flatMap(({ strokes }, index) =>
      strokes.map((stroke) => drawStroke(stroke.filter(isDrawable), x, y, index)),
    ),
    ...labelLines(chart, x, y),
    ...labelStretches(chart, x),
    ...(chart.marks ?? []).map(
      (mark) =>
        `<circle class="mark" cx="${place(x(mark.x))}" cy="${place(y(mark.y))}" r="5"/>` +
        text(mark.label, x(mark.x), y(mark.y) + 20, 'note middle'),
    ),
    text(chart.title, plot.left, 24, 'heading'),
    text(chart.x.label, (plot.left + plot.right) / 2, height - 14, 'middle'),
    text(chart.y.label, plot.left - 48, 44, ''),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escapeXml(chart.title)}</title>`,
    `<desc id="description">${escapeXml(chart.description)}</desc>`,
    `<style>${chartStyle}</style>`,
    `<rect class="paper" ${box(0, 0, width, height)}/>`,
    ...body.filter((part) => part !== ''),
    '</svg>\n',
  ].join('\n');
}

type Scale = (value: number) => number;

function horizontalScale({ x: { scale, whole } }: LineChart, points: readonly Point[]) {
  const values = points.map((point) => point.x);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = [plot.left, plot.right];
  if (scale === 'log') return scaleLog().domain([low, high]).range(range);
  // Bands end half an epoch after the last one.
  return scaleLinear()
    .domain(whole ? [low - 0.5, high + 0.5] : [low, high])
    .range(range);
}

/** From zero where that leaves the curves at least half of the height. */
function verticalScale(points: readonly Point[]) {
  const values = points.map((point) => point.y);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const least = low >= 0 && low < high / 2 ? 0 : low - 0.15 * (high - low || 1);
  return scaleLinear().domain([least, high]).range([plot.bottom, plot.top]).nice(6);
}

function xTicks({ x: { whole } }: LineChart, x: ReturnType<typeof horizontalScale>): { label: string; at: number }[] {
  const ticks = x.ticks(8).filter((value) => !whole || Number.isInteger(value));
  // A logarithmic scale has more ticks than it has room for their names.
  const named = ticks.filter((value) => whole || x.tickFormat(8)(value) !== '');
  return named.map((value) => ({ label: formatPenalty(value), at: x(value) }));
}

function drawStroke(stroke: readonly Point[], x: Scale, y: Scale, index: number): string {
  const at = stroke.map((point) => `${place(x(point.x))} ${place(y(point.y))}`);
  const dots = at.map((each) => {
    const [cx, cy] = each.split(' ');
    return `<circle class="dot line${index}" cx="${cx}" cy="${cy}" r="2.5"/>`;
  });
  const path = at.length < 2 ? '' : `<path class="line line${index}" d="M${at.join('L')}"/>`;
  return path + (at.length > dotsUpTo ? '' : dots.join(''));
}

/** Names beside the lines' ends, kept apart. */
function labelLines({ lines }: LineChart, x: Scale, y: Scale): string[] {
  const ends = lines.flatMap(({ label, strokes }, index) => {
    const end = strokes.flat().filter(isDrawable).at(-1);
    return end === undefined ? [] : [{ label, index, x: x(end.x) + 8, y: y(end.y) + 4 }];
  });
  ends.sort((a, b) => a.y - b.y);
  return ends.map((end, at) => {
    const above = ends[at - 1];
    if (above !== undefined) end.y = Math.max(end.y, above.y + 15);
    return text(end.label, Math.max(end.x, plot.right + 8), end.y, `label line${end.index}`);
  });
}

/** Names of bands and of what begins at a rule, where there is room for them. */
function labelStretches({ bands = [], rules = [] }: LineChart, x: Scale): string[] {
  const fits = (label: string, left: number, right: number): boolean => right - left > 6.2 * label.length;
  return [
    ...bands
      .filter(({ label, from, to }) => fits(label, x(from), x(to)))
      .map(({ label, from, to }) => text(label, (x(from) + x(to)) / 2, plot.bottom - 8, 'note middle')),
    ...rules
      .map(({ label, at }, index) => {
        const next = rules[index + 1];
        return { label, left: x(at), right: next === undefined ? plot.right : x(next.at) };
      })
      .filter(({ label, left, right }) => fits(label, left, right))
      .map(({ label, left }) => text(label, left + 4, plot.top - 4, 'note')),
  ];
}

function line(x1: number, y1: number, x2: number, y2: number, name: string): string {
  return `<line class="${name}" x1="${place(x1)}" y1="${place(y1)}" x2="${place(x2)}" y2="${place(y2)}"/>`;
}

function text(content: string, x: number, y: number, name: string): string {
  return `<text class="${name}" x="${place(x)}" y="${place(y)}">${escapeXml(content)}</text>`;
}

function box(x: number, y: number, w: number, h: number): string {
  return `x="${place(x)}" y="${place(y)}" width="${place(w)}" height="${place(h)}"`;
}

function place(value: number): string {
  return formatNumber(value, 1);
}

function isDrawable({ x, y }: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}
