import { splits, type DatasetNote, type Split } from '@graftjs/core';

/** An example as far as notes are concerned: no input. */
export interface NotedExample {
  readonly id: string;
  readonly label: string;
  readonly split: Split;
  readonly group: string | undefined;
  /** Names its content; undefined where that is unknown or empty. */
  readonly hash: string | undefined;
}

/** How far a class's share of a split may be from what was asked for. */
export const UNEVEN_BY = 0.1;

/**
 * Content that occurs more than once: across splits (the test looks better than it is), within one, and under two classes.
 *
 * @param kind of what there are many, for the messages. Default 'picture'
 * @returns at most one note of each kind
 */
export function noteDuplicates(examples: readonly NotedExample[], kind = 'picture'): DatasetNote[] {
  const sets = [...groupBy(examples, ({ hash }) => hash).values()].filter((set) => set.length > 1);
  const count = (set: readonly NotedExample[], by: 'split' | 'label') =>
    new Set(set.map((example) => example[by])).size;
  const note = (code: string, found: readonly (readonly NotedExample[])[], message: string): DatasetNote[] =>
    found.length === 0
      ? []
      : [{ code, message: `${message} ${formatSets(found)}`, ids: found.flat().map(({ id }) => id) }];
  const are = (number: number): string => (number === 1 ? `1 ${kind} is` : `${number} ${kind}s are`);
  const across = sets.filter((set) => count(set, 'split') > 1);
  const within = sets.filter((set) => count(set, 'split') < set.length);
  const conflicting = sets.filter((set) => count(set, 'label') > 1);
  return [
    ...note(
      'duplicates-across-splits',
      across,
      `${are(across.length)} in more than one split, byte for byte: results will look better than they are.`,
    ),
    ...note('duplicates-within-split', within, `${are(within.length)} more than once in one split, byte for byte.`),
    ...note(
      'conflicting-labels',
      conflicting,
      `${are(conflicting.length)} in more than one class, byte for byte: no model can be right about both.`,
    ),
  ];
}

/** Groups whose examples lie in several splits, as can be where a folder gives the splits. */
export function noteDividedGroups(examples: readonly NotedExample[]): DatasetNote[] {
  const divided = [...groupBy(examples, ({ group }) => group)].filter(
    ([, members]) => new Set(members.map(({ split }) => split)).size > 1,
  );
  if (divided.length === 0) return [];
  const names = divided.map(([group]) => group);
  const message =
    `${names.length} ${names.length === 1 ? 'group lies' : 'groups lie'} in more than one split of the folder: ` +
    `results will look better than they are. ${shorten(names)}`;
  return [
    { code: 'groups-across-splits', message, ids: divided.flatMap(([, members]) => members.map(({ id }) => id)) },
  ];
}

/** Examples for which a group was asked and none found: each is a group of its own, which may not have been meant. */
export function noteUngrouped(examples: readonly NotedExample[]): DatasetNote[] {
  const ids = examples.filter(({ group }) => group === undefined).map(({ id }) => id);
  if (ids.length === 0) return [];
  const message = `${ids.length} of ${examples.length} examples have no group, so each is its own: ${shorten(ids)}`;
  return [{ code: 'ungrouped', message, ids }];
}

/**
 * Classes whose share of a split is more than `UNEVEN_BY` from what was asked for. Splits are drawn group by group, so that
 * shares are met only on average.
 *
 * @param wanted share by split, from 0 to 1, of the splits that were drawn
 */
export function noteUnevenSplits(
  examples: readonly NotedExample[],
  wanted: Readonly<Partial<Record<Split, number>>>,
): DatasetNote[] {
  const found = [...groupBy(examples, ({ label }) => label)].flatMap(([label, members]) =>
    splits.flatMap((split) => {
      const share = wanted[split];
      const inside = members.filter((member) => member.split === split);
      const got = inside.length / members.length;
      if (share === undefined || Math.abs(got - share) <= UNEVEN_BY) return [];
      return [
        { text: `${split} has ${percent(got)} of "${label}", not ${percent(share)}`, ids: inside.map(({ id }) => id) },
      ];
    }),
  );
  if (found.length === 0) return [];
  const drawn = examples.some(({ group }) => group !== undefined) ? 'group' : 'example';
  const message =
    `Splits are uneven, since each ${drawn} falls by chance and they are few: ${shorten(found.map(({ text }) => text))} ` +
    'Another seed may divide them more evenly; more examples will, or folders for train and test of your own.';
  return [{ code: 'uneven-split', message, ids: [...new Set(found.flatMap(({ ids }) => ids))] }];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [item]);
    else members.push(item);
  }
  return groups;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function formatSets(sets: readonly (readonly NotedExample[])[]): string {
  return shorten(
    sets.map((set) => {
      const named = set.slice(0, 3).map(({ id }) => id);
      return [...named, ...(set.length > 3 ? [`${set.length - 3} more`] : [])].join(' = ');
    }),
  );
}

/** The first three, and how many more. */
function shorten(items: readonly string[]): string {
  const more = items.length > 3 ? `; and ${items.length - 3} more` : '';
  return `${items.slice(0, 3).join('; ')}${more}.`;
}
