import { basename } from 'node:path';
import { GraftError } from '@graftjs/core';
import { readRegularFile } from '@graftjs/core/read-regular-file';
import type { TracedDataset } from './traced-dataset.js';
import { parseDelimitedText, type DelimitedTextOptions } from './parse-delimited-text.js';

/**
 * As `parseDelimitedText`, from a file. For Node.
 *
 * @throws GraftError 'missing-file', 'unreadable-file', what `parseDelimitedText` throws
 * @example
 * const data = await delimitedText('messages.tsv', { text: 2, label: 1, seed: 7 });
 */
export async function delimitedText(file: string, options: DelimitedTextOptions): Promise<TracedDataset<string>> {
  const bytes = await readRegularFile(file).catch((cause: unknown) => {
    const isMissing = (cause as { readonly code?: unknown }).code === 'ENOENT';
    const why = cause instanceof Error ? cause.message : String(cause);
    throw isMissing
      ? new GraftError('missing-file', `There is no file "${file}".`, { cause })
      : new GraftError('unreadable-file', `"${file}" cannot be read: ${why}.`, { cause });
  });
  return parseDelimitedText(bytes, basename(file), options);
}
