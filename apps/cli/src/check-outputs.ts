import { fstatSync } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { GraftError } from '@graftjs/core';
import { listNetworkFiles } from '@graftjs/formats/files';
import { checkWritable } from './check-writable.js';

/** What a command writes, and what it reads and must not write over. */
export interface Outputs {
  /** Files to be written, by flag: `{ '--out': 'model.safetensors' }`. What is undefined is not written. */
  readonly files: Readonly<Record<string, string | undefined>>;
  /** Folders that are replaced as a whole where they are there already, by flag. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Files and folders that are read, by what they are: `{ 'the backbone': 'pets.safetensors' }`. Names that are no file are none. */
  readonly inputs?: Readonly<Record<string, string | undefined>>;
  /** Whether files that are there may be replaced. */
  readonly force: boolean;
}

/**
 * Checks all places to write to before any work is done for them: each is a file of its own, in a folder that can be written to,
 * by whatever path or link it is named, and nothing that is read is lost, of networks in several files no file.
 *
 * @throws GraftError 'output-is-stream', 'no-output-folder', 'output-is-folder', 'output-is-device', 'dangling-link',
 *   'output-is-input', 'same-output', 'output-exists', 'cannot-write-file'
 */
export async function checkOutputs({ files, folders = {}, inputs = {}, force }: Outputs): Promise<void> {
  const read = (await Promise.all(Object.entries(inputs).map(([what, path]) => findInputs(what, path)))).flat();
  for (const [flag, path] of Object.entries(folders)) {
    const place = await findInput(path);
    for (const input of read) if (place) checkFolder(flag, path, place, input);
  }
  const written: { readonly flag: string; readonly place: Place }[] = [];
  for (const [flag, path] of Object.entries(files)) {
    if (path === undefined) continue;
    const place = await findOutput(flag, path);
    for (const input of read) checkInput(flag, path, place, input);
    const twin = written.find((other) => isSame(other.place, place));
    if (twin !== undefined) {
      throw new GraftError('same-output', `${twin.flag} and ${flag} are one file, ${path}. Name a file for each.`);
    }
    checkStandardStreams(flag, path, place);
    if (place.id !== undefined && !force) {
      throw new GraftError('output-exists', `${path} is already there. Name another file, or replace it with --force.`);
    }
    await checkWritable(dirname(place.real), path);
    written.push({ flag, place });
  }
}

/** Where a path leads, links followed. */
interface Place {
  readonly real: string;
  /** Names what is there, also where it has several names; undefined where nothing is. */
  readonly id: string | undefined;
  readonly isFolder: boolean;
}

interface Input {
  readonly what: string;
  readonly place: Place;
}

/** A network may be read from more files than the one that was named. */
async function findInputs(what: string, path: string | undefined): Promise<readonly Input[]> {
  const place = path === undefined || path === '' ? undefined : await findInput(path);
  if (path === undefined || place === undefined) return [];
  const [, ...others] = place.isFolder ? [] : await listNetworkFiles(path);
  const parts = await Promise.all(others.map(findInput));
  return [{ what, place }, ...parts.flatMap((part) => (part ? [{ what: `a part of ${what}`, place: part }] : []))];
}

async function findInput(path: string): Promise<Place | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) return undefined;
  return { real: await realpath(path), id: idOf(found), isFolder: found.isDirectory() };
}

async function findOutput(flag: string, path: string): Promise<Place> {
  if (path === '' || path === '-') {
    throw new GraftError('output-is-stream', `${flag} needs a file; got "${path}". Name one.`);
  }
  const folder = dirname(path);
  const parent = await stat(folder).catch(() => undefined);
  if (!parent?.isDirectory()) {
    throw new GraftError('no-output-folder', `Cannot write ${path}: there is no folder ${folder}. Make it first.`);
  }
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) {
    const isLink = (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;
    if (!isLink) return { real: join(await realpath(folder), basename(path)), id: undefined, isFolder: false };
    throw new GraftError(
      'dangling-link',
      `Cannot write ${path}: it is a link to nothing. Remove it, or name what it leads to.`,
    );
  }
  if (found.isDirectory()) {
    throw new GraftError('output-is-folder', `Cannot write ${path}: it is a folder. Name a file.`);
  }
  if (!found.isFile()) {
    throw new GraftError(
      'output-is-device',
      `Cannot write ${path}: it is a device, a pipe or a socket, and ${flag} is written as a whole file. Name a file.`,
    );
  }
  return { real: await realpath(path), id: idOf(found), isFolder: false };
}

function checkFolder(flag: string, path: string, output: Place, input: Input): void {
  checkInput(flag, path, output, input);
  if (!input.place.real.startsWith(output.real + sep)) return;
  throw new GraftError('output-is-input', `${flag} ${path} holds ${input.what}, which is read. Name another folder.`);
}

function checkInput(flag: string, path: string, output: Place, { what, place: input }: Input): void {
  if (isSame(input, output)) {
    throw new GraftError(
      'output-is-input',
      `${flag} ${path} is ${what}, which is read. Name another ${output.isFolder ? 'folder' : 'file'}.`,
    );
  }
  if (!input.isFolder || !output.real.startsWith(input.real + sep)) return;
  throw new GraftError(
    'output-is-input',
    `${flag} ${path} lies in ${what}, and would be taken for a part of it from then on. Name a file outside.`,
  );
}

/** `graft … --out a.csv > a.csv`: what a shell writes to by its old name would be lost. */
function checkStandardStreams(flag: string, path: string, { id }: Place): void {
  for (const [descriptor, name] of [
    [1, 'standard output'],
    [2, 'standard error'],
  ] as const) {
    if (id === undefined || idOf(fstatSync(descriptor, { bigint: true })) !== id) continue;
    throw new GraftError('same-output', `${flag} ${path} is where ${name} goes already. Name another file.`);
  }
}

function isSame(a: Place, b: Place): boolean {
  return a.real === b.real || (a.id !== undefined && a.id === b.id);
}

function idOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}
