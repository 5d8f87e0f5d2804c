import type { TrainedOn } from '@graftjs/bundle';
import type { Run, Split } from '@graftjs/core';
import type { TracedFile } from '@graftjs/data';
import type { AnyData, AnyInput } from './any-input.js';

/** Bytes of a content's hash that are kept: of a million pictures, the chance is one in a thousand that a strange one is taken for one of them. */
const BYTES = 8;
/** More would not fit in a bundle's header. */
const MOST = 500_000;

/**
 * What a run was fitted to, for its bundle: the content of each picture by a few bytes of its SHA-256, sorted. Whoever has a
 * picture can tell that it is among them; nobody can get a picture from it.
 *
 * @param data what the run was trained on
 * @returns undefined where there are too many pictures
 */
export function describeTrainedOn(run: Run<AnyInput>, data: AnyData): TrainedOn | undefined {
  const skipped = new Set(run.skipped.map(({ id }) => id));
  const splits: Split[] = run.beforeRefit === undefined ? ['train'] : ['train', 'validation'];
  const used = splits.flatMap((split) => data.files(split)).filter(({ id }) => !skipped.has(id));
  const hashes = new Set(used.flatMap(({ content }) => (content === undefined ? [] : shorten(content))));
  if (hashes.size > MOST) return undefined;
  return { splits, contents: Buffer.from([...hashes].sort().join(''), 'hex').toString('base64') };
}

/**
 * Reads what `describeTrainedOn` gave.
 *
 * @returns whether a picture is among those; undefined where the bundle does not tell, or tells it in another way
 */
export function readTrainedOn({
  trainedOn,
}: {
  readonly trainedOn?: TrainedOn;
}): ((file: TracedFile) => boolean) | undefined {
  if (trainedOn === undefined) return undefined;
  const bytes = Buffer.from(trainedOn.contents, 'base64');
  if (bytes.length === 0 || bytes.length % BYTES !== 0) return undefined;
  const hex = bytes.toString('hex');
  const seen = new Set(
    Array.from({ length: bytes.length / BYTES }, (_, at) => hex.slice(2 * BYTES * at, 2 * BYTES * (at + 1))),
  );
  return ({ content }) => content !== undefined && seen.has(shorten(content));
}

function shorten(content: string): string {
  return content.slice(0, 2 * BYTES);
}
