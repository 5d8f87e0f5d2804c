import { GraftError, splits, taskColumns, type Dataset, type Pool } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { composeTrunk, extractFeatures, trunkSource, type Features } from '@graftjs/train';
import { nounOf, type AnyInput } from '../any-input.js';
import { checkCache } from '../check-cache.js';
import { checkOutputs } from '../check-outputs.js';
import { checkMemory } from '../check-memory.js';
import { checkPictures } from '../check-pictures.js';
import { openFeatureCache } from '../feature-cache.js';
import { formatCount } from '../format-amounts.js';
import { encodeNpz } from '../npz.js';
import { readPreprocess } from '../model-files.js';
import { checkBackboneName, openBackbone, sayNotes } from '../open-backbone.js';
import { openData } from '../open-data.js';
import { openEngine } from '../open-engine.js';
import type { TableOptions } from '../open-table.js';
import type { Command } from '../output.js';
import { builtIn } from '../plugins.js';
import { createProgressBar, showProgress } from '../progress.js';
import { warnOfSkipped } from '../warn-of-skipped.js';

export interface FeaturesFlags extends TableOptions {
  readonly out: string;
  readonly weights?: string;
  readonly inputSize?: number;
  readonly dropLast?: number;
  readonly preprocess?: string;
  readonly cut?: string;
  readonly pool?: Pool;
  readonly groupBy?: string;
  readonly batchSize?: number;
  readonly seed?: number;
  readonly cache?: string;
  readonly workers?: number;
  readonly backend?: string;
  readonly strict?: boolean;
  readonly force?: boolean;
}

/** `graft features`: what a backbone sees of every picture, as arrays for numpy. */
export const features: Command<[backbone: string, data: string, flags: FeaturesFlags]> = async (
  name,
  folder,
  flags,
  context,
) => {
  const { out, seed = 1, batchSize, strict, force = false } = flags;
  const { output, signal } = context;
  checkOneCut(flags.cut);
  const inputs = { 'the data': folder, 'the backbone': name, 'the file of weights': flags.weights };
  await checkOutputs({ files: { '--out': out }, inputs, force });
  await checkCache(flags.cache, folder);
  checkBackboneName(name, builtIn);
  const bar = createProgressBar();
  const { backend, engine } = await openEngine(flags);
  try {
    const data = await openData(folder, { ...flags, seed }, context, bar);
    const { weights, inputSize, dropLast, cut } = flags;
    const preprocess = await readPreprocess(flags.preprocess);
    const backbone = await openBackbone(name, { weights, inputSize, dropLast, preprocess, seed, cut });
    sayNotes(backbone, output);
    const trunk = composeTrunk(backbone, flags);
    const source = trunkSource(trunk);
    checkMemory(trunk.network, engine, backend, flags);
    await checkPictures(data, splits, { strict, signal, bar });
    const store = openFeatureCache(flags.cache);
    const options = { engine, store, batchSize, signal, strict, onProgress: showProgress(bar, output) };
    const parts = new Map<string, Features>();
    for (const split of splits) {
      if (data.size(split) > 0) parts.set(split, await extractFeatures(source, data, split, options));
    }
    bar.stop();
    signal.throwIfAborted();
    await writeFileAtomic(out, toNpz(parts, data, source.width), { overwrite: force });
    const counts = Object.fromEntries([...parts].map(([split, { ids }]) => [split, ids.length]));
    const skipped = [...parts.values()].flatMap((part) => part.skipped.map(({ id, reason }) => ({ file: id, reason })));
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    output.answer(
      { backend, file: out, width: source.width, splits: counts, skipped },
      `${out}: ${formatCount(source.width, 'feature')} of ${formatCount(total, nounOf(data))} (${backend})`,
    );
    return warnOfSkipped(parts, data, output);
  } finally {
    bar.stop();
    await engine.dispose();
  }
};

/** @throws GraftError 'bad-option' */
function checkOneCut(cut: string | undefined): void {
  if (cut === undefined || !cut.includes(',')) return;
  throw new GraftError(
    'bad-option',
    `--cut takes one layer; got ${cut}. Write a file for each, or use tapLayers of @graftjs/cut, which gives several at once.`,
  );
}

function toNpz(parts: ReadonlyMap<string, Features>, data: Dataset<AnyInput>, width: number): Uint8Array {
  const all = [...parts];
  const ids = all.flatMap(([, part]) => part.ids);
  const rows = new Float32Array(ids.length * width);
  let at = 0;
  for (const [, { features }] of all) {
    rows.set(features.data, at);
    at += features.data.length;
  }
  const labels = taskColumns(data.task);
  const count = [ids.length];
  return encodeNpz(
    new Map([
      ['features', { data: rows, shape: [ids.length, width] }],
      ['labels', { data: Int32Array.from(all.flatMap(([, { targets }]) => targets.map(Number))), shape: count }],
      ['label_names', { data: labels, shape: [labels.length] }],
      ['files', { data: ids, shape: count }],
      ['splits', { data: all.flatMap(([split, part]) => part.ids.map(() => split)), shape: count }],
    ]),
  );
}
