import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError, type Json } from '@graftjs/core';
import { readRegularFile } from '@graftjs/core/read-regular-file';
import { isFile } from './open-backbone.js';
import { readChoice } from './plugin-choice.js';
import type { TrainSettings } from './recipe.js';

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
 * @throws GraftError 'cannot-read-file', 'bad-preprocessing'
 */
export async function readPreprocess(preprocess: PreprocessChoice): Promise<PreprocessChoice> {
  if (typeof preprocess !== 'string' || !preprocess.endsWith('.json')) return preprocess;
  const bytes = await readRegularFile(preprocess).catch((cause: unknown) => {
    throw cannotRead(preprocess, cause);
  });
  const text = bytes.toString();
  const wanted = 'a JSON object such as { "mean": 127.5, "std": 127.5 }';
  let value: Json;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, '')) as Json;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('bad-preprocessing', `${preprocess} must hold ${wanted}: ${reason}.`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as PreprocessChoice;
  throw new GraftError('bad-preprocessing', `${preprocess} must hold ${wanted}; it holds ${text.trim().slice(0, 40)}.`);
}

async function checkedHash(
  key: 'backboneSha256' | 'weightsSha256',
  path: string,
  settings: TrainSettings,
): Promise<string> {
  const [known, found] = [settings[key], await hashPath(path)];
  if (known === undefined || known === found) return found;
  throw new GraftError(
    'other-file',
    `The recipe was made with a ${path} whose SHA-256 is ${known}, and this one has ${found}, so the result would be another. Name the ` +
      `file that it was made with, or leave "${key}" out of the recipe.`,
  );
}

/** Of a file its bytes, of a folder its files by name. */
async function hashPath(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    const found = await stat(path);
    if (!found.isDirectory()) {
      if (found.isFile()) for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
      return hash.digest('hex');
    }
    for (const entry of (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isFile()) hash.update(`${entry.name}\n${await hashPath(join(path, entry.name))}\n`);
    }
  } catch (cause) {
    throw cannotRead(path, cause);
  }
  return hash.digest('hex');
}

function cannotRead(path: string, cause: unknown): GraftError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new GraftError('cannot-read-file', `Cannot read "${path}": ${reason}.`, { cause });
}
