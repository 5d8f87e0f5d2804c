import { GraftError, listNearest, splits } from '@graftjs/core';
import type {
  Activation,
  Dataset,
  HostTensor,
  Model,
  Network,
  Preprocess,
  Run,
  Skipped,
  Split,
  Task,
} from '@graftjs/core';
import { activate, sliceNetwork } from '@graftjs/network';
import { listCuts } from '@graftjs/cut';
import { labelOf } from './features/batch-of.js';
import { composeTrunk } from './recipe/compose-trunk.js';
import { extractFeatures, type Features } from './features/extract-features.js';
import { networkSource } from './features/feature-source.js';
import type { RunOptions } from './fit.js';
import { computeMetrics, type Metrics } from './metrics/compute-metrics.js';
import { scoreFeatures } from './features/score-features.js';
import { withEngine } from './with-engine.js';

export interface Evaluation {
  readonly count: number;
  readonly metrics: Metrics;
  /** In the data set's order. */
  readonly examples: readonly ScoredExample[];
  readonly skipped: readonly Skipped[];
}

export interface ScoredExample {
  readonly id: string;
  /** The index of its label, among the model's labels. */
  readonly target: number;
  /** One for each of the model's labels. */
  readonly probabilities: readonly number[];
}

/**
 * Tries a run on one split. On 'validation' the head before its refit is tried, since the final one has been fitted to it.
 *
 * @param options.store with the store of `fit`, features are not computed again
 * @throws GraftError 'empty-split', 'unsupported-task', and what extractFeatures throws
 * @example
 * const { metrics } = await evaluate(run, 'test');
 */
export async function evaluate<Input>(run: Run<Input>, split: Split, options: RunOptions = {}): Promise<Evaluation> {
  const { data, backbone, pool, batchSize, seed } = run.recipe;
  const { labels } = classesOf(data.task, `The data set "${data.name}"`);
  checkSplit(data, split);
  const { network: pretrained, preprocess } = composeTrunk(backbone, { cut: run.cut, pool });
  const network = split === 'validation' ? (run.beforeRefit ?? run.network) : run.network;
  const scored = { network, preprocess, cut: run.cut, features: pretrained.outputs[0]?.from };
  const rows = await scoreSplit(scored, data, split, { ...options, batchSize });
  return judge(rows, { activation: run.activation, labels, seed, toModel: [...labels.keys()] });
}

/**
 * Tries any model on one split of any data whose classes it knows; classes are matched by name.
 *
 * @param options.store with the store of `fit`, what the model's training computed is not computed again
 * @param options.batchSize inputs at once; default 16
 * @param options.seed of the bootstrap; default 1
 * @throws GraftError 'unknown-label', 'empty-split', 'unsupported-task', and what extractFeatures throws
 */
export async function evaluateModel<Input>(
  model: Model<Input>,
  data: Dataset<Input>,
  split: Split,
  options: RunOptions & { readonly batchSize?: number | undefined; readonly seed?: number | undefined } = {},
): Promise<Evaluation> {
  const { labels } = classesOf(model.task, `The model "${model.id}"`);
  const toModel = matchLabels(classesOf(data.task, `The data set "${data.name}"`).labels, labels, model.id);
  checkSplit(data, split);
  const scored = { ...model, features: featureLayer(model) };
  const rows = await scoreSplit(scored, data, split, options);
  return judge(rows, { activation: model.activation, labels, seed: options.seed ?? 1, toModel });
}

/** The layer whose output a head was put on: the cut, or the end of the pooling behind it, whichever is the first to give a vector. */
function featureLayer({ network, cut }: Pick<Model<never>, 'network' | 'cut'>): string | undefined {
  const cuts = listCuts(network);
  const at = cuts.findIndex(({ layer }) => layer === cut);
  const vector = at === -1 ? undefined : cuts.slice(at).find(({ shape }) => shape.length === 1);
  return vector?.layer ?? network.outputs[0]?.from;
}

interface ScoredRows extends Features {
  /** `[n, columns]`, before the activation. */
  readonly scores: HostTensor;
}

/** Features first, which a store may have, then the head on them: the same bits as the whole network in one go. */
async function scoreSplit<Input>(
  { network, preprocess, cut, features: layer }: ScoredNetwork<Input>,
  data: Dataset<Input>,
  split: Split,
  options: RunOptions & { readonly batchSize?: number | undefined },
): Promise<ScoredRows> {
  const source = networkSource(sliceNetwork(network, { upTo: layer }), preprocess, [cut]);
  return withEngine(options.engine, async (engine) => {
    const features = await extractFeatures(source, data, split, { ...options, engine });
    if (layer === network.outputs[0]?.from) return { ...features, scores: features.features };
    const head = sliceNetwork(network, { after: layer });
    return { ...features, scores: await scoreFeatures(engine, head, features.features) };
  });
}

interface ScoredNetwork<Input> {
  readonly network: Network;
  readonly preprocess: Preprocess<Input>;
  readonly cut: string;
  /** The layer that gives the features. */
  readonly features: string | undefined;
}

interface Verdict {
  readonly activation: Activation;
  /** The model's. */
  readonly labels: readonly string[];
  /** The model's label index for each of the data's. */
  readonly toModel: readonly number[];
  readonly seed: number;
}

function judge(rows: ScoredRows, { activation, labels, toModel, seed }: Verdict): Evaluation {
  const columns = labels.length;
  const { shape, data } = activate(rows.scores, activation, columns, (row) => `"${rows.ids[row]}"`);
  const examples = rows.ids.map((id, at): ScoredExample => {
    const target = toModel[labelOf(rows.targets[at] ?? NaN, toModel, id)] ?? 0;
    return { id, target, probabilities: [...data.subarray(at * columns, (at + 1) * columns)] };
  });
  const probabilities = examples.map((example) => example.probabilities);
  const targets = examples.map(({ target }) => target);
  const metrics = computeMetrics(probabilities, targets, labels, { seed });
  return { count: shape[0] ?? 0, metrics, examples, skipped: rows.skipped };
}

function matchLabels(wanted: readonly string[], known: readonly string[], model: string): number[] {
  return wanted.map((label) => {
    const at = known.indexOf(label);
    if (at !== -1) return at;
    const nearest = listNearest(label, known).join(', ');
    throw new GraftError(
      'unknown-label',
      `The model "${model}" does not know the class "${label}". Nearest: ${nearest}. Rename the class, or leave it out.`,
    );
  });
}

function classesOf(task: Task, subject: string): Task & { readonly kind: 'classification' } {
  if (task.kind === 'classification') return task;
  throw new GraftError(
    'unsupported-task',
    `Only classification can be evaluated. ${subject} has the task ${task.kind}.`,
  );
}

function checkSplit(data: Dataset<unknown>, split: Split): void {
  if (data.size(split) > 0) return;
  const filled = splits.filter((other) => data.size(other) > 0).join(', ') || 'none';
  throw new GraftError(
    'empty-split',
    `The data set "${data.name}" has no example in its ${split} split. Splits with examples: ${filled}.`,
  );
}
