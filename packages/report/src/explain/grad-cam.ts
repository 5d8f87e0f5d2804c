import type { Cut, Model, Network } from '@graftjs/core';
import { formatShape, GraftError, listNearest, taskColumns } from '@graftjs/core';
import { listCuts, rawScores } from '@graftjs/cut';
import { openScoreGradient, type ScoreGradient } from '@graftjs/engines/score-gradient';
import { activate, sharesColumn } from '@graftjs/network';

export interface GradCamOptions {
  /** What to find reasons for: one of the model's labels. Default: the one with the highest score. */
  readonly label?: string;
  /** A cut that still has rows and columns. Default: the last one. */
  readonly layer?: string;
}

/** Where in a picture a model found what speaks for a label. */
export interface HeatMap {
  readonly label: string;
  readonly layer: string;
  readonly width: number;
  readonly height: number;
  /** Rows from the top, from 0 to 1, the strongest place being 1; all 0 where nothing speaks for the label. */
  readonly values: Float32Array<ArrayBuffer>;
}

/**
 * Where a model looks, by Grad-CAM: what its last layer with rows and columns saw there, each channel counted by how much it
 * raises the label's score. Runs on the current tfjs backend.
 *
 * @param input as `predict` takes it
 * @returns a map of the picture as the network saw it: resized, and where the preprocessing crops, cropped
 * @throws GraftError 'unsupported-task', 'unknown-label', 'unknown-layer', 'not-spatial', 'scores-not-finite', what preparing the input throws, and what
 *   a session of `openScoreGradient` throws
 * @see Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", ICCV 2017
 * @example
 * const map = await gradCam(await loadBundle('xrays.safetensors', { preprocessors: [imagePlugin] }), picture);
 */
export async function gradCam<Input>(
  model: Model<Input>,
  input: Input,
  { label, layer }: GradCamOptions = {},
): Promise<HeatMap> {
  const session = openGradCam(model, { layer });
  try {
    return await session.explain(input, { label });
  } finally {
    session.dispose();
  }
}

/** A model whose weights are with the backend, to be asked about input after input. */
export interface GradCamSession<Input> {
  /** See `gradCam`. @throws GraftError 'unknown-label', and what `gradCam` throws for an input */
  explain(input: Input, options?: { readonly label?: string | undefined }): Promise<HeatMap>;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * `gradCam` for many inputs, such as what a camera sees: the weights are given to the backend once.
 *
 * @param options.layer see `GradCamOptions`
 * @returns the caller's to dispose
 * @throws GraftError 'unsupported-task', 'unknown-layer', 'not-spatial', and what `openScoreGradient` throws
 */
export function openGradCam<Input>(
  model: Model<Input>,
  { layer }: { readonly layer?: string | undefined } = {},
): GradCamSession<Input> {
  if (model.task.kind !== 'classification') {
    throw new GraftError(
      'unsupported-task',
      `${model.id} solves a ${model.task.kind} task. Reasons can be shown for classification only.`,
    );
  }
  const labels = taskColumns(model.task);
  const { network } = rawScores(model.network);
  const cut = chooseCut(network, layer);
  const session = openScoreGradient(network, cut.layer);

  async function explain(input: Input, { label }: { readonly label?: string | undefined } = {}): Promise<HeatMap> {
    if (label !== undefined && !labels.includes(label)) throw unknownLabel(model.id, label, labels);
    /** The column of the label in question, and how much each column of scores speaks for it. */
    const ask = (scores: Float32Array): { readonly column: number; readonly counts: readonly number[] } => {
      const shared = sharesColumn(scores.length, model.activation, labels.length);
      const columns = shared ? [-(scores[0] ?? NaN), scores[0] ?? NaN] : [...scores];
      const column = label === undefined ? columns.indexOf(Math.max(...columns)) : labels.indexOf(label);
      if (shared) return { column, counts: [column === 0 ? -1 : 1] };
      return { column, counts: columns.map((_, index) => (index === column ? 1 : 0)) };
    };
    const { scores, values, gradient } = await session.ask({
      inputs: model.preprocess.batch([await model.preprocess.prepare(input)]),
      weigh: (scores) => ask(scores).counts,
    });
    // Where there is no answer, nothing speaks for it.
    activate(scores, model.activation, labels.length);
    return { label: labels[ask(scores.data).column] ?? '', layer: cut.layer, ...heat(values, gradient) };
  }
  return { explain, dispose: () => session.dispose() };
}

function chooseCut(network: Network, layer: string | undefined): Cut {
  const cuts = listCuts(network);
  const spatial = cuts.filter(({ shape: [height, width, ...rest] }) => {
    return rest.length === 1 && (height ?? 2) * (width ?? 2) > 1;
  });
  const [chosen] = layer === undefined ? spatial.slice(-1) : spatial.filter((cut) => cut.layer === layer);
  if (chosen !== undefined) return chosen;
  const names = listNearest(
    layer ?? '',
    spatial.map((cut) => cut.layer),
    5,
  ).join(', ');
  const other = cuts.find((cut) => cut.layer === layer);
  if (layer !== undefined && other === undefined) {
    throw new GraftError(
      'unknown-layer',
      `${network.name} has no cut "${layer}". Nearest with rows and columns: ${names}.`,
    );
  }
  throw new GraftError(
    'not-spatial',
    other === undefined
      ? `No cut of ${network.name} has rows and columns, so no place in a picture can be told.`
      : `"${other.layer}" gives ${formatShape(other.shape)}, without rows and columns. Choose one of: ${names}.`,
  );
}

/** `[1, height, width, channels]`: channels weighed by their mean gradient, what speaks against the label left out. */
function heat(
  { shape, data }: ScoreGradient['values'],
  { data: slopes }: ScoreGradient['gradient'],
): Pick<HeatMap, 'width' | 'height' | 'values'> {
  const [, height = 0, width = 0, channels = 0] = shape;
  const importance = new Float64Array(channels);
  slopes.forEach((slope, at) => (importance[at % channels] = (importance[at % channels] ?? 0) + slope));
  const raw = Float64Array.from({ length: height * width }, (_, place) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += (data[place * channels + c] ?? 0) * (importance[c] ?? 0);
    return Math.max(sum, 0);
  });
  const most = raw.reduce((a, b) => Math.max(a, b), 0);
  return { width, height, values: Float32Array.from(raw, (value) => (most > 0 ? value / most : 0)) };
}

function unknownLabel(id: string, label: string, labels: readonly string[]): GraftError {
  return new GraftError(
    'unknown-label',
    `${id} knows no label "${label}". Nearest: ${listNearest(label, labels).join(', ')}.`,
  );
}
