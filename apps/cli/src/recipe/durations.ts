const units = { s: 1, m: 60, h: 3600 } as const;

/**
 * Reads a time: a number of seconds, or a number with a unit, `30s`, `10m`, `1.5h`.
 *
 * @returns seconds over 0; undefined for anything else
 */
export function readSeconds(time: number | string): number | undefined {
  const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)([smh])?$/.exec(String(time)) ?? [];
  const seconds = Number(count) * units[unit as keyof typeof units];
  return seconds > 0 ? seconds : undefined;
}

/** How often something is done: every so many steps, or seconds. */
export type Interval = { readonly steps: number } | { readonly seconds: number };

/**
 * Reads how often: a whole number is steps, one with a unit a time.
 *
 * @returns undefined for anything else
 */
export function readInterval(text: number | string): Interval | undefined {
  const steps = Number(text);
  if (Number.isSafeInteger(steps) && steps >= 1) return { steps };
  const seconds = typeof text === 'string' && /[smh]$/.test(text) ? readSeconds(text) : undefined;
  return seconds === undefined ? undefined : { seconds };
}
