import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reportProbabilities } from '@graftjs/bundle';
import { GraftError, taskColumns } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { takePixels } from '@graftjs/formats/take-pixels';
import type { ImageSpec } from '@graftjs/images';
import { checkOutputs } from '../check-outputs.js';
import { exitCodes } from '../exit-codes.js';
import { exportFormats, type ExportFormatName } from '../export-formats.js';
import { exportGuide } from '../export-guide.js';
import { checkExportName } from '../export-name.js';
import { formatBytes } from '../format-amounts.js';
import { openModel } from '../open-model.js';
import type { Command } from '../output.js';
import { sayNotes } from '../open-backbone.js';

export interface ExportFlags {
  readonly to: ExportFormatName;
  readonly out: string;
  readonly weights?: string;
  readonly preprocess?: string;
  readonly inputSize?: number;
  readonly labels?: string;
  readonly force?: boolean;
}

/** `graft export`: a model for other programs, and how to use it there. */
export const exportModel: Command<[model: string, flags: ExportFlags]> = async (
  name,
  { to, out: given, force = false, weights, preprocess: scaling, inputSize, labels },
  { output, signal },
) => {
  const format = exportFormats[to];
  const out = format.isFolder ? given.replace(/(?<=[^/\\])[/\\]+$/, '') : given;
  checkExportName(to, out);
  const guide = `${out}.md`;
  const inputs = { 'the model': name, 'its weights': weights, '--preprocess': scaling, '--labels': labels };
  // With --force a folder is replaced that holds an older model and nothing else, which its writer sees to.
  const isThere = format.isFolder && (await isFolder(out));
  const files = { ...(!(isThere && force) && { '--out': out }), 'the guide beside it': guide };
  await checkOutputs({ files, folders: isThere ? { '--out': out } : {}, inputs, force });
  const { id, license, activation, task, preprocess, ...model } = await openModel(name, {
    weights,
    preprocess: scaling,
    inputSize,
    labels,
  });
  sayNotes(model, output);
  checkPictures(name, preprocess.kind);
  // The plugin for pictures has restored it, and it says all that an ImageSpec has.
  const spec = preprocess.spec as ImageSpec;
  const columns = taskColumns(task);
  const reported = reportProbabilities(model.network, activation, columns.length);
  const network = format.takesPixels ? takePixels(reported, spec) : reported;
  const metadata = new Map([
    ['labels', JSON.stringify(columns)],
    ['license', license],
    ['model', id],
    ['preprocess', JSON.stringify(spec)],
  ]);
  signal.throwIfAborted();
  await withoutGuide(guide, () => format.write(network, out, { metadata, overwrite: force }));
  const probabilities = task.kind !== 'regression';
  const told = {
    id,
    license,
    columns,
    spec,
    probabilities,
    format: to,
    file: out,
    input: spec.input,
    takesPixels: format.takesPixels,
  };
  await writeFileAtomic(guide, exportGuide(told), { overwrite: force });
  const size = await bytesIn(out);
  const inside = format.takesPixels ? 'inside' : 'beside';
  output.answer(
    { file: out, guide, format: to, bytes: size, preprocessing: inside, columns: [...columns] },
    `${out}: ${id} as ${to}, ${formatBytes(size)}\n${guide}: how to use it, with the code to do it`,
  );
  return exitCodes.done;
};

/** @throws GraftError 'not-exportable' */
function checkPictures(name: string, kind: string): void {
  if (kind === 'image') return;
  throw new GraftError(
    'not-exportable',
    `${name} takes no pictures but what "${kind}" makes of its inputs, an encoder whose layers cannot be seen, so other programs could not run it. ` +
      'Predict with it by graft predict, or in a program by loadBundle.',
  );
}

/** Two files cannot be replaced at once; where this is killed between them, no model lies beside the guide to another. */
async function withoutGuide(guide: string, work: () => Promise<void>): Promise<void> {
  const old = await readFile(guide).catch(() => undefined);
  if (old !== undefined) await writeFileAtomic(guide, UNFINISHED);
  try {
    await work();
  } catch (error) {
    if (old !== undefined) await writeFileAtomic(guide, old);
    throw error;
  }
}

const UNFINISHED =
  'The model beside this file was being exported, and this was to become its guide. Run graft export again.\n';

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Of a file, or of all files of a folder. */
async function bytesIn(path: string): Promise<number> {
  const names = (await isFolder(path)) ? (await readdir(path)).map((name) => join(path, name)) : [path];
  const sizes = await Promise.all(names.map(async (name) => (await stat(name)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
