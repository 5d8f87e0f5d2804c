import type { Run } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { readRegularFile } from '@graftjs/core/read-regular-file';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import type { Bundle, DecodeOptions } from './decode-bundle.js';
import { decodeBundle } from './decode-bundle.js';
import type { EncodeOptions } from './encode-bundle.js';
import { encodeBundle } from './encode-bundle.js';

export interface SaveOptions extends EncodeOptions {
  /** Whether a file of that name may be replaced. Default false. */
  readonly overwrite?: boolean;
}

/**
 * Writes a run as a bundle to a file, whole or not at all. For Node.
 *
 * @throws GraftError 'file-exists', 'cannot-write-file', what `encodeBundle` throws
 * @example
 * await saveBundle(run, 'flowers.safetensors');
 */
export async function saveBundle<Input>(
  run: Run<Input>,
  path: string,
  { overwrite = false, ...options }: SaveOptions = {},
): Promise<void> {
  await writeFileAtomic(path, encodeBundle(run, options), { overwrite });
}

/**
 * Reads a bundle from a file. For Node.
 *
 * @throws GraftError 'cannot-read-file', what `decodeBundle` throws; every message names the file
 */
export async function loadBundle<Input>(path: string, options: DecodeOptions<Input>): Promise<Bundle<Input>> {
  const bytes = await readRegularFile(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('cannot-read-file', `Cannot read "${path}": ${reason}.`, { cause });
  });
  try {
    return decodeBundle(bytes, options);
  } catch (cause) {
    if (!(cause instanceof GraftError)) throw cause;
    throw new GraftError(cause.code, `"${path}": ${cause.message}`, { cause });
  }
}
