import { GraftError, splits, type Dataset, type Example, type Split } from '@graftjs/core';
import { collectBadInputs } from './bad-inputs.js';
import type { ExtractOptions, Features } from './extract-features.js';
import { forEachBounded } from './for-each-bounded.js';
import { outOfTime } from './out-of-time.js';
import type { RowMaker, WaitingInput } from './row-maker.js';

export interface ExtractSplitOptions extends Pick<ExtractOptions, 'batchSize' | 'signal' | 'onProgress' | 'strict'> {
  /** Asked before each batch; once true, it ends with `outOfTime`. Default: there is always time. */
  readonly isTimeSpent?: (() => boolean) | undefined;
}

/** What could be used of a split, in the data set's order. */
export interface ReadSplit<Input> extends Omit<Features, 'features'> {
  /** Empty when they are not kept. */
  readonly inputs: readonly Input[];
  /** One row an example; empty when they are not kept. */
  readonly rows: Float32Array<ArrayBuffer>;
}

/** What is to be given back of a split. Without rows, kept or stored, inputs are only decoded. */
export interface KeptOfSplit {
  readonly rows: boolean;
  /** Whether rows are made for the store's sake, even if they are not kept. Default: where there is one. */
  readonly stored?: boolean;
  readonly inputs: boolean;
}

/** Runs a whole split through a row maker; see `extractFeatures`. */
export async function extractSplit<Input>(
  maker: RowMaker<Input>,
  data: Dataset<Input>,
  split: Split,
  options: ExtractSplitOptions,
): Promise<Features> {
  const {
    rows,
    inputs: _,
    ...examples
  } = await readSplit(maker, data, split, options, {
    rows: true,
    inputs: false,
  });
  const shape = [examples.ids.length, maker.width];
  return { ...examples, features: { dtype: 'float32', shape, data: rows } };
}

/** Finds out which examples of a split can be used, and makes their rows. */
export async function readSplit<Input>(
  maker: RowMaker<Input>,
  data: Dataset<Input>,
  split: Split,
  { batchSize = 16, signal, onProgress, strict = false, isTimeSpent }: ExtractSplitOptions,
  keep: KeptOfSplit,
): Promise<ReadSplit<Input>> {
  const { width } = maker;
  const total = data.size(split);
  const bad = collectBadInputs(
    split,
    splits.map(data.size).reduce((sum, size) => sum + size, 0),
    strict,
  );
  const rows = new Float32Array(keep.rows ? total * width : 0);
  const used = new Map<number, Used<Input>>();
  let done = 0;
  let cached = 0;
  let backboneCalls = 0;
  const report = (): void => onProgress?.({ phase: 'features', split, done, total, cached, backboneCalls });
  let late = false;
  const mustStop = (): boolean => signal?.aborted === true || bad.tooMany || (late ||= isTimeSpent?.() === true);

  function take(at: number, row: Float32Array): void {
    const id = used.get(at)?.id ?? '';
    if (!row.every(Number.isFinite)) {
      used.delete(at);
      bad.add(at, id, notFinite());
    } else if (keep.rows) {
      rows.set(row, at * width);
    }
  }

  /** Gives back what still has to run through the backbone. */
  async function prepare({
    example: { id, input, target, group = id },
    at,
  }: Numbered<Input>): Promise<Waiting | undefined> {
    if (mustStop()) return undefined;
    try {
      const prepared = await maker.prepare(input);
      used.set(at, { at, id, target, group, ...(keep.inputs && { input }) });
      if (prepared.row === undefined) {
        if (keep.rows || (keep.stored ?? maker.keeps)) return { at, prepared };
      } else {
        take(at, prepared.row);
        cached++;
      }
    } catch (error) {
      if (signal?.aborted === true) return undefined;
      bad.add(at, id, error);
    }
    done++;
    return undefined;
  }

  async function work(chunk: readonly Numbered<Input>[]): Promise<void> {
    const waiting = (await Promise.all(chunk.map(prepare))).filter((item) => item !== undefined);
    if (mustStop()) return;
    if (waiting.length > 0) {
      const values = await maker.compute(waiting.map(({ prepared }) => prepared));
      waiting.forEach(({ at }, i) => take(at, values.subarray(i * width, (i + 1) * width)));
      backboneCalls++;
      done += waiting.length;
    }
    report();
  }

  report();
  // One chunk more than can be computed at once: it is decoded meanwhile.
  await forEachBounded(chunks(data, split, batchSize, mustStop), maker.parallel + 1, work);
  signal?.throwIfAborted();
  bad.check();
  if (late) throw outOfTime();
  const inOrder = [...used.values()].sort((a, b) => a.at - b.at);
  return {
    ids: inOrder.map(({ id }) => id),
    targets: inOrder.map(({ target }) => target),
    groups: inOrder.map(({ group }) => group),
    inputs: keep.inputs ? inOrder.map(({ input }) => input as Input) : [],
    skipped: bad.list(),
    rows: keep.rows ? closeGaps(inOrder, rows, width) : rows,
  };
}

interface Numbered<Input> {
  readonly example: Example<Input>;
  /** Its position in the split. */
  readonly at: number;
}

interface Waiting {
  readonly at: number;
  readonly prepared: WaitingInput;
}

type Used<Input> = Pick<Example<Input>, 'id' | 'target'> & {
  readonly group: string;
  readonly at: number;
  readonly input?: Input;
};

async function* chunks<Input>(
  data: Dataset<Input>,
  split: Split,
  size: number,
  mustStop: () => boolean,
): AsyncGenerator<readonly Numbered<Input>[]> {
  const total = data.size(split);
  let chunk: Numbered<Input>[] = [];
  let at = 0;
  for await (const example of data.examples(split)) {
    if (mustStop()) return;
    chunk.push({ example, at: at++ });
    if (at > total) break;
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (at !== total) {
    const given = at > total ? 'more' : `only ${at}`;
    throw new GraftError(
      'data-set-size',
      `The data set "${data.name}" says that its ${split} split has ${total} examples, and gives ${given}.`,
    );
  }
  if (chunk.length > 0) yield chunk;
}

function notFinite(): GraftError {
  return new GraftError(
    'features-not-finite',
    'Its features hold NaN or infinity: its values are far out of range, or, where many are so, the weights of the backbone are damaged.',
  );
}

/** Moves rows together over the gaps that unusable inputs left. */
function closeGaps(
  used: readonly { readonly at: number }[],
  rows: Float32Array<ArrayBuffer>,
  width: number,
): Float32Array<ArrayBuffer> {
  used.forEach(({ at }, i) => rows.copyWithin(i * width, at * width, (at + 1) * width));
  return rows.subarray(0, used.length * width);
}
