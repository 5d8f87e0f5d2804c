import type { Json } from '@graftjs/core';

/** What divided the pictures when a bundle was trained; nothing where another program than this wrote its recipe. */
export function trainedWith(recipe: Json): {
  readonly data?: string;
  readonly seed?: number;
  readonly groupBy?: string;
} {
  if (typeof recipe !== 'object' || recipe === null || Array.isArray(recipe)) return {};
  const { data, seed, groupBy } = recipe as Readonly<Record<string, Json>>;
  return {
    ...(typeof data === 'string' ? { data } : {}),
    ...(typeof seed === 'number' ? { seed } : {}),
    ...(typeof groupBy === 'string' ? { groupBy } : {}),
  };
}
