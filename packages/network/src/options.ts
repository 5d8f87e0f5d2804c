import type { Json, Layer } from '@graftjs/core';
import { GraftError, listNearest } from '@graftjs/core';

/** One option of a layer type: what it allows, in words and as a check, and what it is when left out. */
export interface Option<T> {
  readonly allowed: string;
  /** The completed value; undefined when it is not allowed. */
  read(value: Json): T | undefined;
  /** Absent: the option must be given. */
  readonly fallback?: { readonly value: T };
}

type Spec = Readonly<Record<string, Option<unknown>>>;
export type OptionsOf<S extends Spec> = { readonly [Name in keyof S]: S[Name] extends Option<infer T> ? T : never };

/**
 * A parser for the options of one layer type: completes defaults and refuses what it does not know.
 *
 * @param type the layer type, for messages
 * @throws GraftError 'unknown-option', 'missing-option', 'bad-option' (from the parser)
 * @example
 * const parse = defineOptions('ReLU', { negative_slope: defaultTo(number({ min: 0 }), 0) });
 * parse({}).negative_slope; // 0
 */
export function defineOptions<S extends Spec>(type: string, spec: S): (given: Layer['options']) => OptionsOf<S> {
  const names = Object.keys(spec);
  return (given) => {
    for (const name of Object.keys(given)) {
      if (names.includes(name)) continue;
      const hint = names.length === 0 ? 'It has no options.' : `Nearest: ${listNearest(name, names).join(', ')}.`;
      throw new GraftError('unknown-option', `${type} has no option "${name}". ${hint}`);
    }
    const read = ([name, option]: [string, Option<unknown>]): [string, unknown] => {
      const value = given[name];
      if (value === undefined) {
        if (option.fallback !== undefined) return [name, option.fallback.value];
        throw new GraftError('missing-option', `${type} needs the option "${name}": ${option.allowed}.`);
      }
      const completed = option.read(value);
      if (completed === undefined) {
        const got = typeof value === 'number' ? String(value) : JSON.stringify(value);
        throw new GraftError('bad-option', `${type} option "${name}" is ${got}; allowed: ${option.allowed}.`);
      }
      return [name, completed];
    };
    return Object.fromEntries(Object.entries(spec).map(read)) as OptionsOf<S>;
  };
}

/** The option with a default. */
export function defaultTo<T>(option: Option<T>, value: NoInfer<T>): Option<T> {
  return { ...option, fallback: { value } };
}

/** The option, or null. */
export function nullable<T>(option: Option<T>): Option<T | null> {
  return {
    allowed: `${option.allowed}, or null`,
    read: (value) => (value === null ? null : option.read(value)),
  };
}

/** `true` or `false`. */
export const flag: Option<boolean> = {
  allowed: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
};

/** One of some strings. */
export function oneOf<const T extends string>(values: readonly T[]): Option<T> {
  return {
    allowed: values.map((value) => `"${value}"`).join(', '),
    read: (given) => values.find((value) => value === given),
  };
}

/** The option `data_format`: channels come last. */
export const channelsLast = defaultTo(oneOf(['channels_last']), 'channels_last');

/** A finite number. */
export function number(range: { readonly min?: number; readonly max?: number } = {}): Option<number> {
  const { min = -Infinity, max = Infinity } = range;
  const bounds = [range.min === undefined ? '' : ` from ${min}`, range.max === undefined ? '' : ` to ${max}`].join('');
  return {
    allowed: `a number${bounds}`,
    read: (value) => (typeof value === 'number' && value >= min && value <= max && isFinite(value) ? value : undefined),
  };
}

/** A finite number, or a list of them. */
export const numbers: Option<number | readonly number[]> = {
  allowed: 'a number, or a list of numbers',
  read: (value) => number().read(value) ?? readAll(value, (item) => number().read(item)),
};

/** A whole number of at least `min`. */
export function whole(min: number): Option<number> {
  return { allowed: `a whole number from ${min}`, read: (value) => readWhole(value, min) };
}

/** A list of whole numbers of at least `min`. */
export function wholes(min: number): Option<readonly number[]> {
  return {
    allowed: `a list of whole numbers from ${min}`,
    read: (value) => readAll(value, (item) => readWhole(item, min)),
  };
}

/** An axis, counted from the end when negative. */
export const axis: Option<number> = { allowed: 'a whole number', read: (value) => readWhole(value, -Infinity) };

/** Axes, counted from the end when negative: one whole number or a list of them, completed to a list. */
export const axes: Option<readonly number[]> = {
  allowed: 'a whole number, or a list of them',
  read: (value) => {
    const single = readWhole(value, -Infinity);
    return single === undefined ? readAll(value, (item) => readWhole(item, -Infinity)) : [single];
  },
};

export type Pair = readonly [number, number];

/** Height and width: two whole numbers, or one for both. */
export const pair: Option<Pair> = {
  allowed: 'a whole number from 1, or two of them [height, width]',
  read: (value) => readPair(value, 1),
};

/** As `pair`, from 0. */
export const pairFromZero: Option<Pair> = {
  allowed: 'a whole number from 0, or two of them [height, width]',
  read: (value) => readPair(value, 0),
};

/** Before the first step and after the last. */
export const ends: Option<Pair> = {
  allowed: 'a whole number from 0, or [before, after]',
  read: (value) => readPair(value, 0),
};

/** One whole number, as Keras writes it for one axis: by itself or in a list. */
export const single = oneInList(1);

/** As `single`, from 0. */
export const singleFromZero = oneInList(0);

/** Rows above and below, columns left and right: as one number, as [rows, columns], or as [[above, below], [left, right]]. */
export const margins: Option<readonly [Pair, Pair]> = {
  allowed: 'a whole number from 0, [rows, columns], or [[above, below], [left, right]]',
  read: (value) => {
    const same = readPair(value, 0);
    if (same !== undefined)
      return [
        [same[0], same[0]],
        [same[1], same[1]],
      ];
    const [rows, columns, ...more] =
      readAll(value, (side) => (Array.isArray(side) ? readPair(side, 0) : undefined)) ?? [];
    return rows === undefined || columns === undefined || more.length > 0 ? undefined : [rows, columns];
  },
};

function oneInList(min: number): Option<number> {
  return {
    allowed: `a whole number from ${min}, or a list of one`,
    read: (value) => {
      const [item, ...more] = Array.isArray(value) ? (value as readonly Json[]) : [value];
      return item === undefined || more.length > 0 ? undefined : readWhole(item, min);
    },
  };
}

function readWhole(value: Json, min: number): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min ? value : undefined;
}

function readPair(value: Json, min: number): Pair | undefined {
  const single = readWhole(value, min);
  if (single !== undefined) return [single, single];
  const [first, second, ...more] = readAll(value, (item) => readWhole(item, min)) ?? [];
  return first === undefined || second === undefined || more.length > 0 ? undefined : [first, second];
}

/** Every item read, or undefined when the value is no list or one item is not allowed. */
function readAll<T>(value: Json, read: (item: Json) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = (value as readonly Json[]).map(read);
  return items.every((item): item is Awaited<T> & T => item !== undefined) ? items : undefined;
}
