import type { Augmentation, Dataset, HostTensor, Shape, Split } from '@graftjs/core';
import type { Features } from './extract-features.js';
import { readSplit, type ExtractSplitOptions, type ReadSplit } from './extract-split.js';
import { forEachBounded } from './for-each-bounded.js';
import { outOfTime } from './out-of-time.js';
import type { InputView, RowMaker } from './row-maker.js';

/** The usable examples of a split, each as a row of numbers that can be had again and again. */
export interface Rows extends Pick<Features, 'ids' | 'targets' | 'skipped'> {
  /**
   * @param positions from 0
   * @param view 0 is the example as it is
   * @returns `[positions.length, ...shape]`
   */
  read(positions: readonly number[], view: number): Promise<HostTensor>;
}

export interface RowsOptions<Input> extends ExtractSplitOptions {
  /** Of one row, no batch axis. */
  readonly shape: Shape;
  /** Whether rows stay in memory once they are made. */
  readonly inMemory: boolean;
  /** Whether rows that are not in memory are made only when they are asked for, and not all at once for the store. Default false. */
  readonly lazy?: boolean | undefined;
  readonly seed: number;
  /** Default: there is no view but 0. */
  readonly augment?: Augmentation<Input> | undefined;
}

/**
 * Reads a split once to find out what can be used, and then gives rows: from memory, or made anew from the inputs (which the
 * store may spare). The numbers are the same.
 *
 * @throws as `extractFeatures`
 */
export async function openRows<Input>(
  maker: RowMaker<Input>,
  data: Dataset<Input>,
  split: Split,
  options: RowsOptions<Input>,
): Promise<Rows> {
  const { ids, targets, skipped, inputs, rows } = await readSplit(maker, data, split, options, {
    rows: options.inMemory,
    ...(options.lazy === true && { stored: false }),
    inputs: !options.inMemory || (options.augment?.views ?? 1) > 1,
  });
  const source: RowSource<Input> = { maker, ids, inputs, options };
  const memory = new Map<number, Promise<Float32Array>>([[0, Promise.resolve(rows)]]);
  const { width } = maker;
  return {
    ids,
    targets,
    skipped,
    async read(positions, view) {
      const shape = [positions.length, ...(options.shape as readonly number[])];
      if (!options.inMemory) return { dtype: 'float32', shape, data: await makeRows(source, positions, view) };
      let kept = memory.get(view);
      if (kept === undefined) memory.set(view, (kept = makeView(source, split, view)));
      const all = await kept;
      const data = new Float32Array(positions.length * width);
      positions.forEach((at, i) => data.set(all.subarray(at * width, (at + 1) * width), i * width));
      return { dtype: 'float32', shape, data };
    },
  };
}

interface RowSource<Input> extends Pick<ReadSplit<Input>, 'ids' | 'inputs'> {
  readonly maker: RowMaker<Input>;
  readonly options: RowsOptions<Input>;
}

async function makeRows<Input>(
  { maker, ids, inputs, options }: RowSource<Input>,
  positions: readonly number[],
  view: number,
): Promise<Float32Array<ArrayBuffer>> {
  const { width } = maker;
  const rows = new Float32Array(positions.length * width);
  const waiting = await Promise.all(
    positions.map(async (at, i) => {
      const prepared = await maker.prepare(inputs[at] as Input, viewOf(options, ids[at] ?? '', view));
      if (prepared.row === undefined) return { i, prepared };
      rows.set(prepared.row, i * width);
      return undefined;
    }),
  );
  const missing = waiting.filter((item) => item !== undefined);
  if (missing.length === 0) return rows;
  const made = await maker.compute(missing.map(({ prepared }) => prepared));
  missing.forEach(({ i }, row) => rows.set(made.subarray(row * width, (row + 1) * width), i * width));
  return rows;
}

/** All rows of one view, in batches. */
async function makeView<Input>(source: RowSource<Input>, split: Split, view: number): Promise<Float32Array> {
  const { maker, inputs, options } = source;
  const { batchSize = 16, signal, onProgress, isTimeSpent } = options;
  const total = inputs.length;
  const rows = new Float32Array(total * maker.width);
  let done = 0;
  let backboneCalls = 0;
  let late = false;
  const work = async (positions: readonly number[]): Promise<void> => {
    if (signal?.aborted === true || (late ||= isTimeSpent?.() === true)) return;
    rows.set(await makeRows(source, positions, view), (positions[0] ?? 0) * maker.width);
    done += positions.length;
    backboneCalls++;
    onProgress?.({ phase: 'features', split, view, done, total, cached: 0, backboneCalls });
  };
  await forEachBounded(batches(total, batchSize), maker.parallel + 1, work);
  signal?.throwIfAborted();
  if (late) throw outOfTime();
  return rows;
}

async function* batches(total: number, size: number): AsyncGenerator<readonly number[]> {
  for (let first = 0; first < total; first += size) {
    yield Array.from({ length: Math.min(size, total - first) }, (_, i) => first + i);
  }
}

function viewOf<Input>({ augment, seed }: RowsOptions<Input>, id: string, index: number): InputView<Input> | undefined {
  if (augment === undefined || index === 0) return undefined;
  return {
    name: [augment.kind, augment.spec, seed, id, index],
    make: (input) => augment.view(input, seed, id, index),
  };
}
