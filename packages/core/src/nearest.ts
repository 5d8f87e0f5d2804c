import { distance } from 'fastest-levenshtein';

/**
 * The names that somebody who wrote `name` most likely meant, nearest first, for use in an error message.
 *
 * @param name what was received
 * @param allowed every valid name
 * @param count how many to give back at most; default 3
 */
export function listNearest(name: string, allowed: Iterable<string>, count = 3): string[] {
  const wanted = name.toLowerCase();
  return [...allowed]
    .map((candidate) => {
      const text = candidate.toLowerCase();
      const contains = text.includes(wanted) || wanted.includes(text);
      return { candidate, score: distance(wanted, text) - (contains ? Math.min(wanted.length, text.length) : 0) };
    })
    .sort((a, b) => a.score - b.score)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}
