import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { encodeExport, exportFormats, exportGuide, prepareExport, type ExportFormatName } from '@graftjs/bundle/export';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { writeLayersModelFolder } from '@graftjs/formats/files';
import { checkOutputs } from '../check-outputs.js';
import { exitCodes } from '../exit-codes.js';
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
  const { ending, takesPixels } = exportFormats[to];
  const isFolder = ending === undefined;
  const out = isFolder ? given.replace(/(?<=[^/\\])[/\\]+$/, '') : given;
  const guide = `${out}.md`;
  const inputs = { 'the model': name, 'its weights': weights, '--preprocess': scaling, '--labels': labels };
  // With --force a folder is replaced that holds an older model and nothing else, which its writer sees to.
  const isThere = isFolder && (await isFolderAt(out));
  const files = { ...(!(isThere && force) && { '--out': out }), 'the guide beside it': guide };
  await checkOutputs({ files, folders: isThere ? { '--out': out } : {}, inputs, force });
  checkExportName(to, out);
  const model = await openModel(name, { weights, preprocess: scaling, inputSize, labels });
  sayNotes(model, output);
  const exported = prepareExport(model, to, name);
  signal.throwIfAborted();
  await withoutGuide(guide, async () => {
    if (isFolder) await writeLayersModelFolder(exported.network, out, { overwrite: force });
    else await writeFileAtomic(out, (await encodeExport(exported)).get('') ?? '', { overwrite: force });
  });
  await writeFileAtomic(guide, exportGuide(exported, basename(out)), { overwrite: force });
  const size = await bytesIn(out);
  const inside = takesPixels ? 'inside' : 'beside';
  output.answer(
    { file: out, guide, format: to, bytes: size, preprocessing: inside, columns: [...exported.columns] },
    `${out}: ${model.id} as ${to}, ${formatBytes(size)}\n${guide}: how to use it, with the code to do it`,
  );
  return exitCodes.done;
};

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

async function isFolderAt(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Of a file, or of all files of a folder. */
async function bytesIn(path: string): Promise<number> {
  const names = (await isFolderAt(path)) ? (await readdir(path)).map((name) => join(path, name)) : [path];
  const sizes = await Promise.all(names.map(async (name) => (await stat(name)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
