import type { Activation, Engine, HostTensor, Model, Network, Session } from '@graftjs/core';
import { GraftError, networkInputs, taskColumns } from '@graftjs/core';
import { activate, widen } from '@graftjs/network';
import { checkModel } from './check-model.js';

export interface Prediction {
  /** The most probable one. */
  readonly label: string;
  /** Of that label, from 0 to 1. */
  readonly probability: number;
  /** In the order of the model's labels. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

/** What became of one input. */
export type Outcome = { readonly prediction: Prediction } | { readonly error: GraftError };

export interface PredictOptions {
  /** Inputs that run through the network at once. It does not change the numbers. Default 16. */
  readonly batchSize?: number;
  /** Ends the work between batches, by the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface LoadedModel<Input> {
  readonly labels: readonly string[];
  /** @throws GraftError 'bad-inputs', for the first input that cannot be prepared, 'scores-not-finite' for the first without an answer */
  predict(inputs: readonly Input[], options?: PredictOptions): Promise<readonly Prediction[]>;
  /** One outcome for each input, in order: an input that cannot be prepared, or has no answer, does not stop the others. Reads inputs as it goes. */
  predictEach(inputs: Iterable<Input> | AsyncIterable<Input>, options?: PredictOptions): AsyncIterable<Outcome>;
  dispose(): void;
}

/**
 * Makes a model ready to predict. Nothing is folded across its cut, so its scores are those of training, bit for bit.
 *
 * @param model a bundle, say; only classification predicts
 * @param engine stays the caller's to dispose
 * @throws GraftError 'unsupported-task', 'unsupported-layer', and where the network cannot predict its task
 * @example
 * const model = await loadModel(await loadBundle('flowers.safetensors', { preprocessors: [imagePlugin] }), tfjsEngine());
 * const [{ label }] = await model.predict([picture]);
 */
export async function loadModel<Input>(model: Model<Input>, engine: Engine): Promise<LoadedModel<Input>> {
  if (model.task.kind !== 'classification') {
    throw new GraftError(
      'unsupported-task',
      `${model.id} solves a ${model.task.kind} task. Only classification can be predicted.`,
    );
  }
  checkModel(model);
  checkSupported(model.network, engine);
  const session = await engine.load(model.network, { boundaries: [model.cut] });
  const labels = taskColumns(model.task);

  async function* predictEach(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    { batchSize = 16, signal }: PredictOptions = {},
  ): AsyncGenerator<Outcome> {
    checkInputs(inputs);
    checkBatchSize(batchSize);
    for await (const chunk of inChunks(inputs, batchSize * engine.parallel)) {
      signal?.throwIfAborted();
      const prepared = await Promise.all(chunk.map((input) => prepare(model, input)));
      const ready = prepared.flatMap((each) => ('ready' in each ? [each.ready] : []));
      const batches = await Promise.all(
        split(ready, batchSize).map((batch) => predictBatch(model, session, labels, batch)),
      );
      const outcomes = batches.flat().values();
      for (const each of prepared) yield 'error' in each ? each : (outcomes.next().value as Outcome);
    }
  }
  return {
    labels,
    predictEach,
    async predict(inputs, options) {
      const predictions: Prediction[] = [];
      for await (const outcome of predictEach(inputs, options)) {
        if ('error' in outcome) throw outcome.error;
        predictions.push(outcome.prediction);
      }
      return predictions;
    },
    dispose: () => session.dispose(),
  };
}

/** A text is a list too, of its letters, and none of those is meant. */
function checkInputs(inputs: unknown): void {
  if (typeof inputs === 'object' && inputs !== null && (Symbol.iterator in inputs || Symbol.asyncIterator in inputs)) {
    return;
  }
  const got = Object.prototype.toString.call(inputs).slice(8, -1);
  throw new GraftError('bad-inputs', `A model predicts a list of inputs; got ${got}. For a single one, write [input].`);
}

function checkBatchSize(batchSize: number): void {
  if (Number.isSafeInteger(batchSize) && batchSize > 0) return;
  throw new GraftError('bad-batch-size', `A batch has a whole number of inputs, from 1 up; got ${batchSize}.`);
}

function checkSupported(network: Network, engine: Engine): void {
  const [first] = engine.unsupported(network);
  if (!first) return;
  throw new GraftError(
    'unsupported-layer',
    `Engine ${engine.name} cannot run the layer "${first.layer}" of ${network.name}: ${first.reason}.`,
  );
}

async function prepare<Input>(
  { preprocess }: Model<Input>,
  input: Input,
): Promise<{ readonly ready: unknown } | { readonly error: GraftError }> {
  try {
    return { ready: await preprocess.prepare(input) };
  } catch (error) {
    if (error instanceof GraftError) return { error };
    throw error;
  }
}

async function predictBatch<Input>(
  { preprocess, activation }: Model<Input>,
  session: Session,
  labels: readonly string[],
  ready: readonly unknown[],
): Promise<Outcome[]> {
  const [scores] = await session.run(await networkInputs(preprocess, ready));
  if (!scores) throw new GraftError('no-outputs', 'The engine gave no scores.');
  const { shape, data } = widen(scores);
  const [, columns = 0] = shape;
  return ready.map((_, row) => {
    const ofRow = Float32Array.from(data.subarray(row * columns, (row + 1) * columns));
    return outcomeOf({ dtype: 'float32', shape: [1, columns], data: ofRow }, activation, labels);
  });
}

/** An input that has no answer does not stop the others. */
function outcomeOf(scores: HostTensor, activation: Activation, labels: readonly string[]): Outcome {
  try {
    const { data } = activate(scores, activation, labels.length, () => 'this input');
    const probabilities = Float32Array.from(data);
    const most = indexOfLargest(probabilities);
    return { prediction: { label: labels[most] ?? '', probability: probabilities[most] ?? NaN, probabilities } };
  } catch (error) {
    if (error instanceof GraftError && error.code === 'scores-not-finite') return { error };
    throw error;
  }
}

function indexOfLargest(values: Float32Array): number {
  return values.reduce((best, value, at) => (value > (values[best] ?? -Infinity) ? at : best), 0);
}

async function* inChunks<T>(items: Iterable<T> | AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function split<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
