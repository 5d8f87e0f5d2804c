import { dirname, join } from 'node:path';
import { GraftError } from '@graftjs/core';
import { isObject, parseJson } from '../keras/parse-json.js';
import { readText } from '../source/read-text.js';
import { withFile } from '../source/with-file.js';
import { tfjs } from '../tfjs/read-artifacts.js';
import { readManifest } from '../tfjs/read-manifest.js';
import { glance } from './glance.js';

/**
 * Names all files that `openNetworkFile` reads of a path: of the `model.json` of TensorFlow.js its shards too. For Node.
 *
 * @returns paths, the one given first; that alone for a folder, and for what cannot be read, of which the reader says why
 */
export async function listNetworkFiles(path: string): Promise<readonly string[]> {
  try {
    const { keys = [] } = await glance(path);
    if (!keys.includes('weightsManifest')) return [path];
    const json = parseJson(await withFile(path, (source) => readText(source, path, tfjs.code)), path, tfjs);
    const groups = readManifest(isObject(json) ? json['weightsManifest'] : undefined);
    return [path, ...groups.flatMap(({ paths }) => paths.map((shard) => join(dirname(path), shard)))];
  } catch (error) {
    if (error instanceof GraftError) return [path];
    throw error;
  }
}
