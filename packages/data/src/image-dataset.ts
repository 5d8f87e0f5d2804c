import {
  fingerprint,
  GraftError,
  checkOptionNames,
  splits,
  type DatasetNote,
  type Example,
  type ImageInput,
  type Split,
} from '@graftjs/core';
import { assignSplit } from './assign-split.js';
import {
  noteDividedGroups,
  noteDuplicates,
  noteUnevenSplits,
  noteUngrouped,
  type NotedExample,
} from './dataset-notes.js';
import { drawSplits, findSeed, shareOfSplits, type DrawnExample } from './draw-splits.js';
import type { FolderLayout, PlacedFile } from './folder-layout.js';
import { noteSidecars } from './sidecar-files.js';
import type { TracedDataset } from './traced-dataset.js';

export interface ImageDatasetOptions {
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
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: { readonly done: number; readonly total: number }) => void) | undefined;
}

/** Pictures in folders, and what is known of the files. */
export type ImageFolder = TracedDataset<ImageInput>;

/** A file's content, as it was read once. */
export interface ReadFile {
  /** SHA-256, hexadecimal; undefined where the file cannot be read. */
  readonly hash: string | undefined;
  /** In bytes. */
  readonly size: number;
}

/** Where the pictures of a data set come from: a folder, a drop. */
export interface ImageSource<Location> {
  readonly name: string;
  readonly layout: FolderLayout<Location>;
  /** One for each file, in order. */
  readonly read: (files: readonly PlacedFile<Location>[]) => Promise<readonly ReadFile[]>;
  readonly open: (file: PlacedFile<Location>) => Blob | Promise<Blob>;
}

/**
 * Divides files among the splits, and makes a data set of them. Equal files under equal paths give an equal data set, wherever
 * they come from.
 *
 * @throws GraftError 'too-few-pictures', 'bad-seed', 'bad-split-fractions', 'unused-option'; the reason of `signal` when it aborts
 */
export async function imageDataset<Location>(
  { name, layout, read, open }: ImageSource<Location>,
  options: ImageDatasetOptions,
): Promise<ImageFolder> {
  checkUse(layout, options);
  const placed = placeFiles(layout, options);
  const hashed = await read(layout.files);
  const examples = placed.map((example, index) => {
    const { hash, size = 0 } = hashed[index] ?? {};
    return { ...example, hash, size };
  });
  const bySplit = new Map(splits.map((split) => [split, examples.filter((example) => example.split === split)]));
  const targets = new Map(layout.labels.map((label, index) => [label, index]));
  const targetOf = (label: string): number => targets.get(label) ?? -1;
  return {
    name,
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
        const example: Example<ImageInput> = { id, input: await open(file), target: targetOf(label) };
        yield group === undefined ? example : { ...example, group };
      }
    },
  };
}

interface PlacedExample<Location> {
  readonly id: string;
  readonly label: string;
  readonly split: Split;
  readonly group: string | undefined;
  readonly file: PlacedFile<Location>;
}

/** Gives each file its group and split. */
function placeFiles<Location>(layout: FolderLayout<Location>, options: ImageDatasetOptions): PlacedExample<Location>[] {
  const { seed = 1 } = options;
  const files = groupFiles(layout, options);
  const open = files.filter(({ file }) => isDrawn(layout, file));
  const examples = open.map(toDrawn);
  const fractions = fractionsOf(layout, options);
  const drawn =
    options.labels === undefined
      ? drawSplits(examples, seed, fractions)
      : examples.map(({ group }) => assignSplit(group, seed, fractions));
  const splitOf = new Map(open.map(({ id }, index) => [id, drawn[index]]));
  return files.map((file) => ({ ...file, split: splitOf.get(file.id) ?? file.file.given ?? 'train' }));
}

/**
 * A seed, from `options.seed` on, with which every split gets pictures of every class: the first that also divides them evenly, or
 * else the most even of those that are tried; `options.seed` itself where none of them does. No file is read.
 */
export function fairSeed(layout: FolderLayout<unknown>, options: ImageDatasetOptions): number {
  const { seed = 1 } = options;
  const open = groupFiles(layout, options).filter(({ file }) => isDrawn(layout, file));
  return findSeed(open.map(toDrawn), seed, fractionsOf(layout, options)) ?? seed;
}

function groupFiles<Location>(
  { files }: FolderLayout<Location>,
  { group }: ImageDatasetOptions,
): Omit<PlacedExample<Location>, 'split'>[] {
  // An empty name would join all who have it.
  return files.map((file) => ({ id: file.path, label: file.label, group: group?.(file.path) || undefined, file }));
}

function toDrawn({ id, label, group = id }: Omit<PlacedExample<unknown>, 'split'>): DrawnExample {
  return { label, group };
}

/** Whether a file's split is for the seed to decide. */
function isDrawn(layout: FolderLayout<unknown>, file: PlacedFile<unknown>): boolean {
  return file.given === undefined || (file.given === 'train' && !layout.given.includes('validation'));
}

function fractionsOf(layout: FolderLayout<unknown>, { validation = 0.2, test = 0.2 }: ImageDatasetOptions) {
  if (layout.given.includes('validation')) return { validation: 0, test: 0 };
  return layout.given.length > 0 ? { validation, test: 0 } : { validation, test };
}

function listNotes(
  layout: FolderLayout<unknown>,
  examples: readonly (PlacedExample<unknown> & { readonly hash: string | undefined; readonly size: number })[],
  options: ImageDatasetOptions,
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

const optionNames = ['seed', 'group', 'validation', 'test', 'labels', 'signal', 'onProgress'];

/** @throws GraftError 'unknown-option' */
export function checkImageOptions(options: ImageDatasetOptions): void {
  checkOptionNames(options, optionNames, 'for an image folder');
}

/** @throws GraftError 'unused-option': a share for a split that the folder gives */
function checkUse(layout: FolderLayout<unknown>, options: ImageDatasetOptions): void {
  for (const split of ['validation', 'test'] as const) {
    const isGiven = split === 'test' ? layout.given.length > 0 : layout.given.includes('validation');
    if (options[split] === undefined || !isGiven) continue;
    throw new GraftError(
      'unused-option',
      `The folder itself says what is for ${split}, so the option ${split}: ${options[split]} has no meaning. Leave it out.`,
    );
  }
}
