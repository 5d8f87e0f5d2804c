import type { Json } from './json.js';

/** The options that were given, as data of its own: what is left out stays left out, so a plugin can be made from it again. */
export function specOf(options: object): Json {
  return JSON.parse(JSON.stringify(options)) as Json;
}
