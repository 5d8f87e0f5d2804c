import { stat } from 'node:fs/promises';
import type { Bundle } from '@graftjs/bundle';
import { GraftError } from '@graftjs/core';
import type { AnyInput } from './any-input.js';
import { loadAnyBundle } from './load-any-bundle.js';
import { builtIn, fullName } from '../plugins.js';
import { shellWord } from '../output/shell-word.js';

/**
 * Opens a bundle that somebody named.
 *
 * @throws GraftError 'no-bundle' where there is no such file, with what may have been meant; and what `loadBundle` throws
 */
export async function openBundle(file: string): Promise<Bundle<AnyInput>> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) throw await noBundle(file);
  if (found.isFile()) return loadAnyBundle(file);
  const what = found.isDirectory() ? 'a folder' : 'no regular file';
  throw new GraftError('no-bundle', `${file} is ${what}. Name a bundle: a file that \`graft train\` wrote.`);
}

/**
 * A bundle that is there under the name with its ending.
 *
 * @returns undefined where none is
 */
export async function findWithEnding(name: string): Promise<string | undefined> {
  const file = `${name}.safetensors`;
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? file : undefined;
}

async function noBundle(file: string): Promise<GraftError> {
  const meant = await findWithEnding(file);
  const advice =
    meant !== undefined
      ? `There is ${meant}: name it with its ending.`
      : Object.hasOwn(builtIn.backbones, fullName(builtIn.backbones, file))
        ? `${file} is a backbone. Train a bundle with it first: graft train <data> --backbone ${shellWord(file)} --out model.safetensors`
        : 'Check the path; a bundle is a file that `graft train` wrote.';
  return new GraftError('no-bundle', `There is no file ${file}. ${advice}`);
}
