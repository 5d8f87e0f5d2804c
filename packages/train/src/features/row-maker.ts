import { fingerprint, GraftError, networkInputs } from '@graftjs/core';
import type { Engine, FeatureStore, Json, Note, Session } from '@graftjs/core';
import pLimit from 'p-limit';
import type { FeatureSource } from './feature-source.js';
import { tolerantStore } from './tolerant-store.js';
import { version } from '../version.js';

/** Makes one row of features of each input; knows about engine and store, and nothing of data sets. */
export interface RowMaker<Input> {
  readonly width: number;
  /** Batches that may be computed side by side. */
  readonly parallel: number;
  /** Whether rows are kept for the next run. */
  readonly keeps: boolean;
  /**
   * Decodes an input, unless the store has its row already. Throws what is wrong with the input.
   *
   * @param view of the input instead of the input itself
   */
  prepare(input: Input, view?: InputView<Input>): Promise<PreparedInput>;
  /** Rows of several prepared inputs, one after the other; computed together, and given to the store. */
  compute(inputs: readonly WaitingInput[]): Promise<Float32Array<ArrayBuffer>>;
  dispose(): Promise<void>;
}

/** A changed input, decided by the input and what names it. */
export interface InputView<Input> {
  readonly name: Json;
  readonly make: (input: Input) => Promise<Input>;
}

export type PreparedInput = { readonly row: Float32Array } | WaitingInput;

export interface WaitingInput {
  readonly row: undefined;
  /** Absent without a store. */
  readonly key: string | undefined;
  readonly ready: unknown;
}

export interface RowMakerOptions {
  readonly engine: Engine;
  readonly store?: FeatureStore | undefined;
}

/** Inputs decoded at the same time: enough to keep the cores busy, few enough for pictures of many megapixels. */
const PARALLEL_DECODES = 8;

/** @param onNote told once when the store fails; rows are then made without it */
export function openRowMaker<Input>(
  source: FeatureSource<Input>,
  { engine, store }: RowMakerOptions,
  onNote: (note: Note) => void,
): RowMaker<Input> {
  const { preprocess, width } = source;
  const rows = tolerantStore(store, width, onNote);
  const keyOf = store && keyMaker(source, engine);
  const decode = pLimit(PARALLEL_DECODES);
  const compute = pLimit(engine.parallel);
  let session: Promise<Session> | undefined;

  return {
    width,
    parallel: engine.parallel,
    keeps: store !== undefined,
    prepare: (input, view) =>
      decode(async () => {
        const key = await keyOf?.(input, view);
        const row = key === undefined ? undefined : await rows.get(key);
        if (row) return { row };
        const seen = view === undefined ? input : await view.make(input);
        return { row: undefined, key, ready: await preprocess.prepare(seen) };
      }),
    async compute(inputs) {
      const values = await compute(async () => {
        session ??= source.load(engine);
        const [output] = await (
          await session
        ).run(
          await networkInputs(
            preprocess,
            inputs.map(({ ready }) => ready),
          ),
        );
        if (output?.dtype === 'float32' && output.data.length === inputs.length * width) return output.data;
        throw new GraftError(
          'bad-feature-shape',
          `The backbone gave ${output?.dtype ?? 'nothing'} [${output?.shape.join(', ') ?? ''}] for ${inputs.length} inputs, and its features were said to be ${width} numbers each. ` +
            'Correct the shape that it names, or what it runs.',
        );
      });
      const keep = inputs.map(async ({ key }, i) => key && rows.set(key, values.slice(i * width, (i + 1) * width)));
      await Promise.all(keep);
      return values;
    },
    async dispose() {
      // A network that could not be loaded has thrown already, where it was needed.
      await session?.then(
        (opened) => opened.dispose(),
        () => undefined,
      );
    },
  };
}

/**
 * Names a row by all that decides its numbers. Batch size is left out: on cpu and wasm an example has the same bits in any batch and
 * at any place in it. On tfjs-node and on GPUs some networks differ in the last bits, and a row that was kept is then as good.
 */
function keyMaker<Input>(source: FeatureSource<Input>, engine: Engine) {
  const { kind, spec, runtime, fingerprint: name } = source.preprocess;
  const common = fingerprint().json([version, kind, spec, runtime, engine.name, source.fingerprint()]).hex();
  return async (input: Input, view: InputView<Input> | undefined): Promise<string> => {
    const named = [common, await name(input)];
    return fingerprint()
      .json(view === undefined ? named : [...named, view.name])
      .hex();
  };
}
