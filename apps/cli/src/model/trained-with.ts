import type { Json } from '@graftjs/core';
import type { TableOptions } from '../data/open-table.js';

/** What divided the data, and how a table was read, when a bundle was trained; nothing where another program than this wrote its recipe. */
export function trainedWith(recipe: Json): {
  readonly data?: string;
  readonly seed?: number;
  readonly groupBy?: string;
  readonly table: TableOptions;
} {
  if (typeof recipe !== 'object' || recipe === null || Array.isArray(recipe)) return { table: {} };
  const { data, seed, groupBy, text, label, splitColumn, delimiter } = recipe as Readonly<Record<string, Json>>;
  return {
    ...(typeof data === 'string' ? { data } : {}),
    ...(typeof seed === 'number' ? { seed } : {}),
    ...(typeof groupBy === 'string' ? { groupBy } : {}),
    table: {
      text: columnOf(text),
      label: columnOf(label),
      splitColumn: columnOf(splitColumn),
      delimiter: typeof delimiter === 'string' ? delimiter : undefined,
    },
  };
}

function columnOf(value: Json | undefined): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
