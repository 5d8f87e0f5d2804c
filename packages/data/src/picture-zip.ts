import { GraftError, type Json } from '@graftjs/core';
import { countWrappers } from './count-wrappers.js';
import type { PictureFile } from './image-files.js';
import { isIgnored } from './listing.js';
import { readZip, type ReadZipOptions } from './read-zip.js';
import { isSidecar } from './sidecar-files.js';

/** What a project says of itself, in a file of that name beside its pictures. */
export const PROJECT_FILE = 'project.json';
/** Where pictures lie that take no part: in a hidden folder, so that whoever unpacks the zip trains on the same. */
export const OFF_FOLDER = '.off';

/** `project.json` in the zip of a project. */
export interface ProjectFacts {
  readonly format: 'graft-project';
  readonly version: 1;
  readonly name: string;
  /** Names of all classes, those without pictures and those that take no part included. */
  readonly classes: readonly string[];
  /** What the pictures' licence asks to be said. */
  readonly attribution?: string | undefined;
  readonly recipe: ProjectRecipe;
}

/** Settings of `graft train`, as in a recipe file; whoever trains by them judges them. */
export interface ProjectRecipe {
  readonly seed: number;
  readonly groupBy?: string | undefined;
  readonly [setting: string]: Json | undefined;
}

export interface PictureZip {
  /** By their paths in a folder to train from: `<class>/…` or `<split>/<class>/…`. Folders around all of them are taken off. */
  readonly files: readonly PictureFile[];
  /** Pictures of a project that take no part, by their paths below `OFF_FOLDER`: `<split or "undivided">/<class>/…`. */
  readonly off: readonly PictureFile[];
  /** Undefined where it is no project's. */
  readonly project: ProjectFacts | undefined;
}

/**
 * Reads a zip of pictures in folders, or of a whole project.
 *
 * @param name what the zip is called, for messages
 * @throws GraftError 'bad-project', and what `readZip` throws
 */
export async function readPictureZip(archive: Blob, name: string, options: ReadZipOptions = {}): Promise<PictureZip> {
  const found = await readZip(archive, name, options);
  const facts = found.find(({ path }) => path === PROJECT_FILE);
  const project = facts && parseFacts(await facts.blob.text(), name);
  const off = project === undefined ? [] : found.filter(({ path }) => path.startsWith(`${OFF_FOLDER}/`));
  const listed = found
    .map(({ path, blob }) => ({ path, parts: path.split('/'), blob }))
    .filter(({ parts }) => !parts.some(isIgnored));
  const pictures = listed.filter(({ path }) => !isSidecar(path));
  const around = project === undefined ? countWrappers(pictures.map(({ parts }) => parts)) : 0;
  return {
    files: listed
      .filter(({ path, parts }) => parts.length > around && !(project && path === PROJECT_FILE))
      .map(({ parts, blob }) => ({ path: parts.slice(around).join('/'), blob })),
    off: off.map(({ path, blob }) => ({ path: path.slice(OFF_FOLDER.length + 1), blob })),
    project,
  };
}

/** Of a `project.json` that is another program's, nothing. */
function parseFacts(text: string, name: string): ProjectFacts | undefined {
  let facts: unknown;
  try {
    facts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(facts) || facts['format'] !== 'graft-project') return undefined;
  const { version, recipe, classes, name: called, attribution } = facts;
  if (version !== 1) {
    throw badProject(name, `its version is ${JSON.stringify(version)}, and this program reads version 1`);
  }
  const isText = (value: unknown): value is string => typeof value === 'string';
  const isWhole =
    isText(called) &&
    Array.isArray(classes) &&
    classes.every(isText) &&
    (attribution === undefined || isText(attribution)) &&
    isRecord(recipe) &&
    Number.isSafeInteger(recipe['seed']) &&
    (recipe['groupBy'] === undefined || isText(recipe['groupBy']));
  if (!isWhole) throw badProject(name, 'a name, classes, or a recipe with a seed is missing or of another kind');
  return facts as unknown as ProjectFacts;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badProject(name: string, why: string): GraftError {
  return new GraftError(
    'bad-project',
    `${PROJECT_FILE} in "${name}" cannot be used: ${why}. Export the project again.`,
  );
}
