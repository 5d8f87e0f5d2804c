import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { GraftError } from '@graftjs/core';
import { checkWritable } from '../output/check-writable.js';
import { cacheFolder } from './feature-cache.js';

/**
 * Checks where features are to be kept before anything is done for them: in a folder of their own.
 *
 * @param choice as for `openFeatureCache`
 * @param data the folder of pictures
 * @throws GraftError 'cache-in-data', 'not-a-cache', 'not-a-folder', 'cannot-write-file'
 */
export async function checkCache(choice: string | undefined, data: string): Promise<void> {
  const folder = cacheFolder(choice);
  if (folder === undefined) return;
  if (choice !== undefined) {
    await checkApart(folder, data);
    await checkContent(folder);
  }
  await checkWritable(folder, `the cache ${folder}`);
}

async function checkApart(folder: string, data: string): Promise<void> {
  const [cache, pictures] = await Promise.all([leadsTo(folder), leadsTo(data)]);
  const how =
    cache === pictures
      ? 'is the folder of'
      : cache.startsWith(pictures + sep)
        ? 'lies in the folder of'
        : pictures.startsWith(cache + sep)
          ? 'holds the folder of'
          : undefined;
  if (how === undefined) return;
  throw new GraftError(
    'cache-in-data',
    `--cache ${folder} ${how} the pictures, ${data}. Features need a folder of their own: name another one, or none.`,
  );
}

/** Whatever else is in a folder is somebody's, and this is no place for it to be mixed with thousands of files. */
async function checkContent(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) return;
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const foreign = names.find((name) => !SHARD.test(name)) ?? (await findForeign(folder, names[0]));
  if (foreign === undefined) return;
  throw new GraftError(
    'not-a-cache',
    `--cache ${folder} is no cache of features: it holds ${foreign}. Name an empty folder, one that is not there yet, or none.`,
  );
}

/** A cache keeps its files by the first two digits of their names. Other programs do so too. */
const SHARD = /^[0-9a-f]{2}$/;

async function findForeign(folder: string, shard: string | undefined): Promise<string | undefined> {
  if (shard === undefined) return undefined;
  const names = await readdir(join(folder, shard)).catch(() => [`the file ${shard}`]);
  return names.find((name) => !name.startsWith('.') && !(name.startsWith(shard) && name.endsWith('.safetensors')));
}

/** The path without links; of what is not there yet, as it will be. */
async function leadsTo(path: string): Promise<string> {
  const absolute = resolve(path);
  return realpath(absolute).catch(async () =>
    dirname(absolute) === absolute ? absolute : join(await leadsTo(dirname(absolute)), basename(absolute)),
  );
}
