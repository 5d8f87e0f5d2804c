import type { Run, Split } from '@graftjs/core';
import type { TrainedOn } from './decode-bundle.js';

/** Bytes of a content's hash that are kept: of a million pictures, the chance is one in a thousand that a strange one is taken for one of them. */
const BYTES = 8;
/** More would not fit in a bundle's header. */
const MOST = 500_000;

/** A data set that knows the content of its files, as those of `@graftjs/data` do. */
interface Traced {
  files(split: Split): readonly TracedFile[];
}

interface TracedFile {
  readonly id: string;
  /** SHA-256, hexadecimal; undefined where it cannot be read. */
  readonly content: string | undefined;
}

/**
 * What a run was fitted to, for its bundle: the content of each picture by a few bytes of its SHA-256, sorted. Whoever has a
 * picture can tell that it is among them; nobody can get a picture from it.
 *
 * @param data what the run was trained on
 * @returns undefined where there are too many pictures
 */
export function describeTrainedOn<Input>(run: Run<Input>, data: Traced): TrainedOn | undefined {
  const skipped = new Set(run.skipped.map(({ id }) => id));
  const splits: Split[] = run.beforeRefit === undefined ? ['train'] : ['train', 'validation'];
  const used = splits.flatMap((split) => data.files(split)).filter(({ id }) => !skipped.has(id));
  return encode(splits, new Set(used.flatMap(({ content }) => (content === undefined ? [] : shorten(content)))));
}

/**
 * What a bundle was fitted to, and these pictures besides.
 *
 * @param contents SHA-256 of each, hexadecimal
 * @returns undefined where the bundle does not tell, or there are too many
 */
export function addTrainedOn(trainedOn: TrainedOn | undefined, contents: readonly string[]): TrainedOn | undefined {
  const seen = trainedOn && decode(trainedOn);
  return seen && encode(trainedOn.splits, new Set([...seen, ...contents.map(shorten)]));
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
  const seen = trainedOn && decode(trainedOn);
  return seen && (({ content }) => content !== undefined && seen.has(shorten(content)));
}

function encode(splits: readonly string[], hashes: ReadonlySet<string>): TrainedOn | undefined {
  if (hashes.size > MOST) return undefined;
  return { splits, contents: btoa(toBinary([...hashes].sort().join(''))) };
}

function decode({ contents }: TrainedOn): ReadonlySet<string> | undefined {
  const hex = toHex(contents);
  if (hex === '' || hex.length % (2 * BYTES) !== 0) return undefined;
  return new Set(hex.match(new RegExp(`.{${2 * BYTES}}`, 'g')));
}

function toBinary(hex: string): string {
  return hex.replace(/../g, (byte) => String.fromCharCode(parseInt(byte, 16)));
}

/** @returns '' where it is no base64 */
function toHex(base64: string): string {
  try {
    return atob(base64).replace(/[^]/g, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0'));
  } catch {
    return '';
  }
}

function shorten(content: string): string {
  return content.slice(0, 2 * BYTES);
}
