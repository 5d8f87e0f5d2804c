import { GraftError, type ImageInput, type Split } from '@graftjs/core';
import type { AnyData } from '../model/any-input.js';
import { probeImage } from '@graftjs/images/probe-image';
import { formatCount } from '../output/format-amounts.js';
import type { ProgressBar } from '../output/progress.js';

/** As for what shows later: from here on a run stops. */
const STOP_SHARE = 0.05;
const LISTED = 10;
/** Enough to keep a disk busy; each holds one file. */
const READERS = 8;

/**
 * Stops before anything slow runs where too many pictures cannot be used, as far as that can be seen without decoding them.
 * Texts have been looked at while their table was read. Counted over all parts that are used, so that one of twenty test pictures does not end a run that has been trained for.
 *
 * @param options.strict one is too many
 * @throws GraftError 'bad-input' when strict, 'too-many-bad-inputs'; the reason of `signal` when it aborts
 */
export async function checkPictures(
  data: AnyData,
  parts: readonly Split[],
  options: { readonly strict?: boolean | undefined; readonly signal: AbortSignal; readonly bar: ProgressBar },
): Promise<void> {
  if (data.modality !== 'image') return;
  const { strict = false, signal, bar } = options;
  const total = parts.reduce((sum, split) => sum + data.size(split), 0);
  const bad = await findBad(data, parts, total, signal, bar);
  const [first] = bad;
  if (first === undefined) return;
  if (strict) throw new GraftError('bad-input', `${first} Repair or remove it, or do without --strict.`);
  if (bad.length < STOP_SHARE * total) return;
  const more = bad.length > LISTED ? `\n  and ${bad.length - LISTED} more` : '';
  throw new GraftError(
    'too-many-bad-inputs',
    `${formatCount(bad.length, 'file')} of ${total} cannot be used; fewer than 5 % may be. ` +
      `Repair or remove them:${bad
        .slice(0, LISTED)
        .map((each) => `\n  ${each}`)
        .join('')}${more}`,
  );
}

/** @returns each with its reason, in the data set's order */
async function findBad(
  data: AnyData,
  parts: readonly Split[],
  total: number,
  signal: AbortSignal,
  bar: ProgressBar,
): Promise<string[]> {
  const found: { readonly at: number; readonly text: string }[] = [];
  const examples = numbered(data, parts);
  let done = 0;
  const read = async (): Promise<void> => {
    for await (const { at, id, input } of examples) {
      signal.throwIfAborted();
      const problem = await probeImage(input as ImageInput);
      if (problem !== undefined) found.push({ at, text: `${id}: ${problem.message}` });
      bar.update({ label: 'checking pictures', done: ++done, total });
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  bar.stop();
  return found.sort((a, b) => a.at - b.at).map(({ text }) => text);
}

async function* numbered(data: AnyData, parts: readonly Split[]) {
  let at = 0;
  for (const split of parts) for await (const { id, input } of data.examples(split)) yield { at: at++, id, input };
}
