import { GraftError, listNearest, splits, type Split } from '@graftjs/core';
import { splitOfFolder, type ListedFile, type Listing } from './listing.js';
import { isSidecar } from './sidecar-files.js';

export interface PlacedFile<Location> extends ListedFile<Location> {
  readonly label: string;
  /** The split whose folder it lies in; undefined where the folder says nothing of splits. */
  readonly given: Split | undefined;
}

export interface FolderLayout<Location> {
  /** Names of the classes, sorted by code unit. */
  readonly labels: readonly string[];
  readonly files: readonly PlacedFile<Location>[];
  /** The splits that have a folder; empty where the folder says nothing of splits. */
  readonly given: readonly Split[];
  /** Files that lie in no class. */
  readonly outside: readonly string[];
  /** Files that are no pictures, by their names. */
  readonly sidecars: readonly string[];
}

/**
 * Reads classes and splits from where files lie: `<class>/…` or `<split>/<class>/…`, at any depth below. Splits are named
 * `train`, `validation` (or `val`, `valid`) and `test`, in any case; a folder `train` makes it the second form.
 *
 * @param listing what lies in the folder
 * @param folder its name, for messages
 * @param known the classes of a model that is to be tried: some may be missing, as may `train`, and no others may be there
 * @throws GraftError 'no-classes', 'one-class', 'empty-class', 'mixed-layout', 'no-train-split', 'classes-differ', 'unknown-label'
 */
export function readLayout<Location>(
  listing: Listing<Location>,
  folder: string,
  known?: readonly string[],
): FolderLayout<Location> {
  const top = listChildren(listing.folders, '');
  const pictures = listing.files.filter(({ path }) => !isSidecar(path));
  const sidecars = listing.files.flatMap(({ path }) => (isSidecar(path) ? [path] : []));
  if (top.length === 0) throw noClasses(folder, listing.files.length);
  const given = findSplits(listing, top, folder, known);
  const roots =
    given.size === 0 ? [{ split: undefined, path: '' }] : [...given].map(([split, path]) => ({ split, path }));
  const classes = roots.map(({ split, path }) => ({ split, path, labels: listChildren(listing.folders, path) }));
  const labels = known ?? classes[0]?.labels ?? [];

  const outside: string[] = [];
  const files: PlacedFile<Location>[] = [];
  for (const file of pictures) {
    const root = classes.find(({ path }) => path === '' || file.path.startsWith(`${path}/`));
    const below = root === undefined ? [] : file.path.slice(root.path === '' ? 0 : root.path.length + 1).split('/');
    const [label = ''] = below;
    if (root === undefined || below.length < 2) outside.push(file.path);
    else files.push({ ...file, label, given: root.split });
  }

  for (const { path, labels: own } of classes) {
    const where = path === '' ? folder : `${folder}/${path}`;
    if (own.length === 0) throw noClasses(where, outside.length);
    if (known !== undefined) checkKnown(where, own, known);
    else if (own.length === 1) throw oneClass(where, own[0] ?? '', listing, path);
    else checkSameClasses(path, own, classes[0]?.path ?? '', labels);
  }
  if (known === undefined || files.length === 0) checkNoneEmpty(classes, files, folder);
  return { labels, files, given: [...given.keys()], outside, sidecars };
}

/** @returns folder by split, train first; empty for the form without splits */
function findSplits(
  listing: Listing<unknown>,
  top: readonly string[],
  folder: string,
  known?: readonly string[],
): ReadonlyMap<Split, string> {
  const named = top.flatMap((name) => {
    const split = splitOfFolder(name);
    return split === undefined ? [] : [{ name, split }];
  });
  const others = top.filter((name) => !named.some((split) => split.name === name));
  const advice = 'Use either one folder a class, or train/, validation/ and test/ with one folder a class in each.';
  if (known !== undefined && top.every((name) => known.includes(name))) return new Map();
  const isPart = known !== undefined && others.length === 0;
  if (!isPart && !named.some(({ split }) => split === 'train')) {
    if (others.length === 0) {
      throw new GraftError(
        'no-train-split',
        `"${folder}" has ${listNames(top)} and no train. ${advice} ` +
          'To measure a model on it, no train is needed: graft evaluate, or the option labels.',
      );
    }
    // A class may well be called "valid"; but not when the other classes are found again inside it.
    const mixed = named.find(({ name }) => listChildren(listing.folders, name).some((inner) => others.includes(inner)));
    if (mixed === undefined) return new Map();
    throw new GraftError(
      'mixed-layout',
      `"${folder}" has classes (${listNames(others)}) beside a split (${mixed.name}). ${advice}`,
    );
  }
  if (others.length > 0) {
    const found = named.map(({ name }) => name);
    throw new GraftError(
      'mixed-layout',
      `"${folder}" has splits (${listNames(found)}) and beside them ${listNames(others)}. ${advice}`,
    );
  }
  const given = new Map<Split, string>();
  for (const split of splits) {
    const [first, second] = named.filter((one) => one.split === split);
    if (first !== undefined && second !== undefined) {
      const message = `"${folder}" has two folders for the ${split} split: ${first.name} and ${second.name}. Merge them.`;
      throw new GraftError('mixed-layout', message);
    }
    if (first !== undefined) given.set(split, first.name);
  }
  return given;
}

function checkSameClasses(path: string, own: readonly string[], trainPath: string, train: readonly string[]): void {
  const extra = own.find((label) => !train.includes(label));
  if (extra !== undefined) {
    const nearest = listNames(listNearest(extra, train));
    throw new GraftError(
      'classes-differ',
      `"${path}" has a class "${extra}" that "${trainPath}" has not. Nearest there: ${nearest}. Rename, add or remove it.`,
    );
  }
  const missing = train.find((label) => !own.includes(label));
  if (missing !== undefined) {
    throw new GraftError(
      'classes-differ',
      `"${path}" has no class "${missing}", which "${trainPath}" has. It has ${listNames(own)}. Add it there or remove it here.`,
    );
  }
}

function checkKnown(where: string, own: readonly string[], known: readonly string[]): void {
  const unknown = own.filter((label) => !known.includes(label));
  if (unknown.length === 0) return;
  const [classes, them] = unknown.length === 1 ? ['a class', 'it'] : ['classes', 'them'];
  throw new GraftError(
    'unknown-label',
    `"${where}" has ${classes} that the model does not know: ${listNames(unknown)}. It knows ${listNames(known)}. ` +
      `Rename ${them} to the model's word, or move ${them} elsewhere.`,
  );
}

function checkNoneEmpty(
  classes: readonly { readonly split: Split | undefined; readonly path: string; readonly labels: readonly string[] }[],
  files: readonly PlacedFile<unknown>[],
  folder: string,
): void {
  const filled = new Set(files.map(({ given, label }) => JSON.stringify([given, label])));
  const empty = classes.flatMap(({ split, path, labels }) =>
    labels
      .filter((label) => !filled.has(JSON.stringify([split, label])))
      .map((label) => (path === '' ? label : `${path}/${label}`)),
  );
  if (empty.length === 0) return;
  throw new GraftError(
    'empty-class',
    `No picture in ${listNames(empty)} of "${folder}". Add pictures to each class, or remove its folder.`,
  );
}

function noClasses(where: string, files: number): GraftError {
  const found = files === 0 ? 'is empty' : `has ${files === 1 ? '1 file' : `${files} files`} but no folder`;
  const message = `"${where}" ${found}. Give each class a folder with its pictures: ${where}/cat/1.jpg, ${where}/dog/2.jpg.`;
  return new GraftError('no-classes', message);
}

function oneClass(where: string, label: string, listing: Listing<unknown>, path: string): GraftError {
  const inner = path === '' ? label : `${path}/${label}`;
  const nested = listChildren(listing.folders, inner).length > 0;
  const advice = nested ? ` If the classes lie in it, give "${where}/${label}".` : '';
  return new GraftError(
    'one-class',
    `"${where}" has one class, "${label}"; there is nothing to tell it from. Add a folder for another class.${advice}`,
  );
}

/** Names of the folders right inside one. */
function listChildren(folders: readonly string[], path: string): string[] {
  const start = path === '' ? '' : `${path}/`;
  return folders
    .filter((folder) => folder.startsWith(start) && !folder.slice(start.length).includes('/'))
    .map((folder) => folder.slice(start.length))
    .filter((name) => name !== '');
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
