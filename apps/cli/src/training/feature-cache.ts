import { join } from 'node:path';
import { folderStore } from '@graftjs/cache/folder-store';
import type { FeatureStore } from '@graftjs/core';
import envPaths from 'env-paths';

/** At most so much disk, in bytes; what was used longest ago goes first. */
const MAX_BYTES = 4 * 2 ** 30;

/**
 * Where features are kept between runs.
 *
 * @param choice a folder, or 'none'; default: the user's cache folder (`$XDG_CACHE_HOME/graft` on Linux)
 * @returns undefined for 'none'
 */
export function openFeatureCache(choice?: string): FeatureStore | undefined {
  const folder = cacheFolder(choice);
  return folder === undefined ? undefined : folderStore(folder, { maxBytes: MAX_BYTES });
}

/** The folder that is meant; undefined for 'none'. */
export function cacheFolder(choice?: string): string | undefined {
  if (choice === 'none') return undefined;
  return choice ?? join(envPaths('graft', { suffix: '' }).cache, 'features');
}
