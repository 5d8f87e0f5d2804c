import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { rewriteBundle, type Bundle } from '@graftjs/bundle';
import { addTrainedOn } from '@graftjs/bundle/trained-on';
import { GraftError, taskColumns, type Dataset, type ImageInput, type Json } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { addClass } from '@graftjs/heads';
import { sliceNetwork } from '@graftjs/network';
import { extractFeatures, networkSource, type Features } from '@graftjs/train';
import { checkBundleName } from '../model/bundle-name.js';
import { checkCache } from '../training/check-cache.js';
import { checkModality } from '../model/check-modality.js';
import { checkOutputs } from '../output/check-outputs.js';
import { openClassFolder } from '../data/class-folder.js';
import { exitCodes } from '../output/exit-codes.js';
import { openFeatureCache } from '../training/feature-cache.js';
import { formatCount } from '../output/format-amounts.js';
import { openBundle } from '../model/open-bundle.js';
import { openEngine } from '../training/open-engine.js';
import { outColors, type Command } from '../output/output.js';
import { createProgressBar, showProgress } from '../output/progress.js';
import { shellWord } from '../output/shell-word.js';
import { warnOfSkipped } from '../output/warn-of-skipped.js';

export interface AddClassFlags {
  readonly label?: string;
  readonly out: string;
  readonly cache?: string;
  readonly workers?: number;
  readonly backend?: string;
  readonly strict?: boolean;
  readonly force?: boolean;
}

/** `graft add-class`: one class more in a bundle of class means, from pictures of that class alone. */
export const addClassTo: Command<[bundle: string, folder: string, flags: AddClassFlags]> = async (
  file,
  folder,
  flags,
  context,
) => {
  const { out, strict, force = false } = flags;
  const { output, signal } = context;
  // The bundle itself may be named, to be replaced: with --force, as any file that is there.
  await checkOutputs({ files: { '--out': out }, inputs: { 'the folder of pictures': folder }, force });
  checkBundleName(out);
  await checkCache(flags.cache, folder);
  const bundle = await openBundle(file);
  checkModality(file, bundle, { name: folder, modality: 'image' });
  checkHead(file, bundle);
  const label = flags.label ?? basename(resolve(folder));
  checkLabel(file, bundle, label);
  const pictures = await openClassFolder(folder, label);
  const bar = createProgressBar();
  const { backend, engine } = await openEngine(flags);
  try {
    const features = await extractFeatures(headInput(bundle), pictures, 'train', {
      ...{ engine, signal, strict },
      store: openFeatureCache(flags.cache),
      onProgress: showProgress(bar, output),
    });
    bar.stop();
    if (features.ids.length === 0) throw new GraftError('no-readable-picture', 'None of the pictures could be read.');
    await writeFileAtomic(
      out,
      rewriteBundle(withClass(bundle, label, features, await contentsOf(pictures, features))),
      { overwrite: force },
    );
    const labels = [...taskColumns(bundle.task), label];
    const skipped = features.skipped.map(({ id, reason }) => ({ file: id, reason }));
    output.answer(
      { backend, bundle: out, label, labels, pictures: features.ids.length, skipped },
      [
        `${outColors.bold(out)} tells ${labels.length} classes apart: ${labels.join(', ')}. ${label} is the mean of ${formatCount(features.ids.length, 'picture')} (${backend}).`,
        `What training measured is not in it any more. Measure it anew: graft evaluate ${shellWord(out)} <data>`,
      ].join('\n'),
    );
    warnOfSkipped(new Map([[label, features]]), pictures, output);
    return exitCodes.done;
  } finally {
    bar.stop();
    await engine.dispose();
  }
};

function checkHead(file: string, { head }: Bundle<ImageInput>): void {
  if (head.id === 'prototype') return;
  throw new GraftError(
    'not-a-prototype',
    `${file} has the head ${head.id}, which takes another class only by training with the pictures of all. ` +
      'Train a bundle that takes one at any time: graft train <data> --head prototype.',
  );
}

function checkLabel(file: string, { task }: Bundle<ImageInput>, label: string): void {
  if (label.trim() === '') {
    throw new GraftError('bad-label', 'A class needs a name. Give it one with --label.');
  }
  const labels = taskColumns(task);
  if (!labels.includes(label)) return;
  throw new GraftError(
    'label-exists',
    `${file} has a class "${label}" already; its classes are ${labels.join(', ')}. Name the new one with --label.`,
  );
}

/** Everything before the layer that holds the means, on the numeric path of the whole. */
function headInput({ network, preprocess, cut }: Bundle<ImageInput>) {
  const [output] = network.outputs;
  const last = network.layers.find(({ name }) => name === output?.from);
  return networkSource(sliceNetwork(network, { upTo: last?.inputs[0]?.from }), preprocess, [cut]);
}

/** The figures of the old classes hold no more; how the new one came is added to the history. */
function withClass(
  bundle: Bundle<ImageInput>,
  label: string,
  { ids, features }: Features,
  contents: readonly string[],
): Bundle<ImageInput> {
  const { trainedOn: before, ...kept } = bundle;
  const trainedOn = addTrainedOn(before, contents);
  const added: Json = { kind: 'add-class', label, examples: ids.length };
  return {
    ...kept,
    ...(trainedOn && { trainedOn }),
    id: `${bundle.id}+${label}`,
    network: addClass(bundle.network, features),
    task: { kind: 'classification', labels: [...taskColumns(bundle.task), label] },
    metrics: null,
    stages: [...bundle.stages, added],
  };
}

/** SHA-256 of each picture that was used. */
async function contentsOf(pictures: Dataset<ImageInput>, { ids }: Features): Promise<string[]> {
  const used = new Set(ids);
  const contents: string[] = [];
  for await (const { id, input } of pictures.examples('train')) {
    if (!used.has(id) || !(input instanceof Blob)) continue;
    contents.push(
      createHash('sha256')
        .update(new Uint8Array(await input.arrayBuffer()))
        .digest('hex'),
    );
  }
  return contents;
}
