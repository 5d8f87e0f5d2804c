import type { Json } from '@graftjs/core';

/** The options that were given, as data of its own: what is left out stays left out, so a strategy can be made from it again. */
export function specOf(options: object): Json {
  return JSON.parse(JSON.stringify(options)) as Json;
}
