import {
  fingerprint,
  GraftError,
  listNearest,
  splits,
  type DatasetNote,
  type Example,
  type ImageInput,
  type Split,
} from '@graftjs/core';
import { openAsBlob } from 'node:fs';
import { basename, resolve } from 'node:path';
import {
  noteDividedGroups,
  noteDuplicates,
  noteUnevenSplits,
  noteUngrouped,
  type NotedExample,
} from './dataset-notes.js';
import { assignSplit } from './assign-split.js';
import { drawSplits, shareOfSplits } from './draw-splits.js';
import { readLayout, type FolderLayout, type PlacedFile } from './folder-layout.js';
import { hashFiles, type HashOptions } from './hash-files.js';
import { listFiles } from './list-files.js';
import type { TracedDataset } from './traced-dataset.js';
import { noteSidecars } from './sidecar-files.js';

export interface ImageFolderOptions extends HashOptions {
  /** Decides which groups go to which split, where the folder does not. Default 1. */
  readonly seed?: number | undefined;
  /** The group (patient, burst) of an example, by its id; undefined: it is its own. Default: each is its own. */
  readonly group?: ((id: string) => string | undefined) | undefined;
  /** Share of the groups, or of those in `train/`, for validation: 0 to 1. Default 0.2. */
  readonly validation?: number | undefined;
  /** Share of the groups for the test: 0 to 1. Default 0.2. */
  readonly test?: number | undefined;
  /**
   * The classes of a model that is to be tried, in its order: the folder may lack some of them, and a split, and has no others.
   * Default: the folder's, to train on.
   */
  readonly labels?: readonly string[] | undefined;
}

/** Pictures in folders, and what is known of the files. */
export type ImageFolder = TracedDataset<ImageInput>;

/**
 * A data set of pictures in folders: `<class>/…`, divided by seed and group, or `<split>/<class>/…` with splits `train`,
 * `validation` (`val`, `valid`) and `test`, where validation is taken from train if it has no folder.
 *
 * An id is the path below `folder`, with `/` on every platform; classes are sorted by name. Folders may be nested further below
 * a class. Every file counts as a picture, so that one that is none is reported where it is used, except hidden ones (names
 * with a leading dot), what systems leave behind (`Thumbs.db`, `desktop.ini`, `__MACOSX`, `@eaDir`), and what by its ending
 * lies beside pictures (`.txt`, `.json`, `.xml`, `.csv`, …), which is noted.
 * All files are read once, to find duplicates and for the fingerprint.
 *
 * @throws GraftError 'missing-folder', 'not-a-folder', 'unreadable-folder', 'symlink-loop', 'ambiguous-name', 'no-classes',
 *   'one-class', 'empty-class', 'mixed-layout', 'no-train-split', 'classes-differ', 'too-few-pictures', 'bad-seed',
 *   'bad-split-fractions', 'unknown-label', 'unused-option', 'unknown-option'; the reason of `signal` when it aborts
 * @example
 * const data = await imageFolder('flowers', { seed: 7 });
 */
export async function imageFolder(folder: string, options: ImageFolderOptions = {}): Promise<ImageFolder> {
  checkNames(options);
  const layout = readLayout(await listFiles(folder), folder, options.labels);
  checkUse(layout, options);
  const placed = placeFiles(layout, options);
  const hashed = await hashFiles(layout.files, options);
  const examples = placed.map((example, index) => {
    const { hash, size = 0 } = hashed[index] ?? {};
    return { ...example, hash, size };
  });
  const bySplit = new Map(splits.map((split) => [split, examples.filter((example) => example.split === split)]));
  const targets = new Map(layout.labels.map((label, index) => [label, index]));
  const targetOf = (label: string): number => targets.get(label) ?? -1;
  return {
    name: basename(resolve(folder)),
    modality: 'image',
    task: { kind: 'classification', labels: layout.labels },
    fingerprint: fingerprint()
      .json([
        layout.labels,
        examples.map(({ id, label, split, group, hash }) => [id, targetOf(label), split, group ?? null, hash ?? null]),
      ])
      .hex(),
    notes: listNotes(layout, examples, options),
    given: layout.given,
    files: (split) => (bySplit.get(split) ?? []).map(({ id, hash }) => ({ id, content: hash })),
    size: (split) => bySplit.get(split)?.length ?? 0,
    async *examples(split) {
      for (const { id, label, group, file } of bySplit.get(split) ?? []) {
        const example: Example<ImageInput> = { id, input: await openFile(file), target: targetOf(label) };
        yield group === undefined ? example : { ...example, group };
      }
    },
  };
}

interface PlacedExample {
  readonly id: string;
  readonly label: string;
  readonly split: Split;
  readonly group: string | undefined;
  readonly file: PlacedFile;
}

/** Gives each file its group and split. */
function placeFiles(layout: FolderLayout, options: ImageFolderOptions): PlacedExample[] {
  const { seed = 1 } = options;
  const files = layout.files.map((file) => {
    // An empty name would join all who have it.
    const group = options.group?.(file.path) || undefined;
    return { id: file.path, label: file.label, group, file };
  });
  const open = files.filter(({ file }) => isDrawn(layout, file));
  const examples = open.map(({ id, label, group = id }) => ({ label, group }));
  const fractions = fractionsOf(layout, options);
  const drawn =
    options.labels === undefined
      ? drawSplits(examples, seed, fractions)
      : examples.map(({ group }) => assignSplit(group, seed, fractions));
  const splitOf = new Map(open.map(({ id }, index) => [id, drawn[index]]));
  return files.map((file) => ({ ...file, split: splitOf.get(file.id) ?? file.file.given ?? 'train' }));
}

/** Whether a file's split is for the seed to decide. */
function isDrawn(layout: FolderLayout, file: PlacedFile): boolean {
  return file.given === undefined || (file.given === 'train' && !layout.given.includes('validation'));
}

function fractionsOf(layout: FolderLayout, { validation = 0.2, test = 0.2 }: ImageFolderOptions) {
  if (layout.given.includes('validation')) return { validation: 0, test: 0 };
  return layout.given.length > 0 ? { validation, test: 0 } : { validation, test };
}

function listNotes(
  layout: FolderLayout,
  examples: readonly (PlacedExample & { readonly hash: string | undefined; readonly size: number })[],
  options: ImageFolderOptions,
): DatasetNote[] {
  const noted: NotedExample[] = examples.map(({ id, label, split, group, hash, size }) => ({
    ...{ id, label, split, group },
    // Empty files are no copies of each other: each is reported as empty.
    hash: size === 0 ? undefined : hash,
  }));
  const drawn = noted.filter((_, index) => examples[index] !== undefined && isDrawn(layout, examples[index].file));
  const outside: DatasetNote = {
    code: 'files-outside-classes',
    message: `${layout.outside.length === 1 ? '1 file lies in no class and is' : `${layout.outside.length} files lie in no class and are`} left out: ${layout.outside.slice(0, 3).join(', ')}${layout.outside.length > 3 ? ', …' : '.'}`,
    ids: layout.outside,
  };
  return [
    ...noteDuplicates(noted),
    ...noteDividedGroups(noted),
    ...(options.group === undefined ? [] : noteUngrouped(noted)),
    ...(options.labels === undefined ? noteUnevenSplits(drawn, shareOfSplits(fractionsOf(layout, options))) : []),
    ...(layout.outside.length === 0 ? [] : [outside]),
    ...noteSidecars(layout.sidecars),
  ];
}

/** A blob that reads the file when it is used; one that cannot be opened fails there and then, not while listing. */
async function openFile({ location, problem }: PlacedFile): Promise<Blob> {
  try {
    if (problem === undefined) return await openAsBlob(location);
    throw new Error(problem);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const failure = new GraftError('unreadable-file', `The file cannot be read: ${why}. Was it moved or changed?`, {
      cause,
    });
    return Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(failure) });
  }
}

const optionNames = ['seed', 'group', 'validation', 'test', 'labels', 'signal', 'onProgress'];

/** @throws GraftError 'unknown-option' */
function checkNames(options: ImageFolderOptions): void {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown === undefined) return;
  const nearest = listNearest(unknown, optionNames, 1).join();
  throw new GraftError(
    'unknown-option',
    `No option "${unknown}" for an image folder. Use: ${optionNames.join(', ')}. Did you mean "${nearest}"?`,
  );
}

/** @throws GraftError 'unused-option': a share for a split that the folder gives */
function checkUse(layout: FolderLayout, options: ImageFolderOptions): void {
  for (const split of ['validation', 'test'] as const) {
    const isGiven = split === 'test' ? layout.given.length > 0 : layout.given.includes('validation');
    if (options[split] === undefined || !isGiven) continue;
    throw new GraftError(
      'unused-option',
      `The folder itself says what is for ${split}, so the option ${split}: ${options[split]} has no meaning. Leave it out.`,
    );
  }
}
