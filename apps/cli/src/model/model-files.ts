import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOptionNames, GraftError, type Json } from '@graftjs/core';
import { checkImageSpec } from '@graftjs/images/image-spec';
import { namingFile } from '@graftjs/formats/source/with-file';
import { cannotRead, readNamedText, type Naming } from '../data/named-file.js';
import { isFile, weightsNaming } from './open-backbone.js';
import { readChoice } from '../recipe/plugin-choice.js';
import type { TrainSettings } from '../recipe/recipe.js';

/**
 * Completes settings by what the files say that they name: preprocessing from a JSON file, and the SHA-256 of a backbone's file and of its
 * weights, by which a recipe knows them wherever they lie.
 *
 * @throws GraftError 'other-file' where a recipe was made with other bytes, 'cannot-read-file', 'bad-preprocessing'
 */
export async function completeFiles(settings: TrainSettings): Promise<TrainSettings> {
  const { preprocess, weights } = settings;
  const { name } = readChoice(settings.backbone);
  const [backboneSha256, weightsSha256] = [
    isFile(name) ? await checkedHash('backboneSha256', name, settings) : undefined,
    weights === undefined || weights === 'imagenet' || weights === 'none'
      ? undefined
      : await checkedHash('weightsSha256', weights, settings),
  ];
  return {
    ...settings,
    preprocess: await readPreprocess(preprocess),
    ...(backboneSha256 !== undefined && { backboneSha256 }),
    ...(weightsSha256 !== undefined && { weightsSha256 }),
  };
}

type PreprocessChoice = TrainSettings['preprocess'];

/**
 * Preprocessing as `--preprocess` says it: a name stays, a file's JSON is read.
 *
 * @throws GraftError 'cannot-read-file', 'bad-preprocessing', 'unknown-option', 'bad-image-spec'
 */
export async function readPreprocess(preprocess: PreprocessChoice): Promise<PreprocessChoice> {
  if (typeof preprocess !== 'string') return preprocess;
  if (/^\s*[{[]/.test(preprocess)) {
    throw new GraftError(
      'bad-preprocessing',
      `--preprocess takes a name or a JSON file; got ${preprocess}. Write that to a file and name it: --preprocess scale.json.`,
    );
  }
  if (!preprocess.endsWith('.json')) return preprocess;
  const text = await readNamedText(preprocess, { by: '--preprocess' });
  const wanted = 'a JSON object such as { "mean": 127.5, "std": 127.5 }';
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('bad-preprocessing', `${preprocess} must hold ${wanted}: ${reason}.`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GraftError(
      'bad-preprocessing',
      `${preprocess} must hold ${wanted}; it holds ${text.trim().slice(0, 40)}.`,
    );
  }
  const spec = value as Readonly<Record<string, Json>>;
  await namingFile(preprocess, async () => checkFields(spec));
  return spec;
}

/** What a network tells: a bundle's preprocessing, which somebody may have copied, has it too. */
const ofNetwork: readonly string[] = ['input', 'width', 'height'];
const fields = ['mean', 'std', 'channels', 'resize', 'filter'];

/** @throws GraftError 'unknown-option', and what `checkImageSpec` throws */
function checkFields(spec: Readonly<Record<string, Json>>): void {
  const own = Object.fromEntries(Object.entries(spec).filter(([key]) => !ofNetwork.includes(key)));
  checkOptionNames(own, fields, 'in preprocessing');
  checkImageSpec({ ...own, input: 'picture', width: 1, height: 1 });
}

async function checkedHash(
  key: 'backboneSha256' | 'weightsSha256',
  path: string,
  settings: TrainSettings,
): Promise<string> {
  const [known, found] = [settings[key], await hashPath(path, key === 'weightsSha256' ? weightsNaming : {})];
  if (known === undefined || known === found) return found;
  throw new GraftError(
    'other-file',
    `The recipe was made with a ${path} whose SHA-256 is ${known}, and this one has ${found}, so the result would be another. Name the ` +
      `file that it was made with, or leave "${key}" out of the recipe.`,
  );
}

/** Of a file its bytes, of a folder its files by name. */
async function hashPath(path: string, naming: Naming): Promise<string> {
  const hash = createHash('sha256');
  try {
    const found = await stat(path);
    if (!found.isDirectory()) {
      if (found.isFile()) for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
      return hash.digest('hex');
    }
    for (const entry of (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isFile()) hash.update(`${entry.name}\n${await hashPath(join(path, entry.name), naming)}\n`);
    }
  } catch (cause) {
    throw cannotRead(path, cause, naming);
  }
  return hash.digest('hex');
}
