import { distance } from 'fastest-levenshtein';

/** Characters of a name that are compared: what is longer was not written by hand. */
const LONGEST = 80;

/**
 * The names that somebody who wrote `name` most likely meant, nearest first, for use in an error message: those that begin as it
 * does, then those that have its parts in them, then those that differ by the fewest letters.
 *
 * @param name what was received
 * @param allowed every valid name
 * @param count how many to give back at most; default 3
 */
export function listNearest(name: string, allowed: Iterable<string>, count = 3): string[] {
  const wanted = normalize(name);
  return [...allowed]
    .map((candidate) => {
      const text = normalize(candidate);
      return { candidate, kinship: kinshipOf(wanted, text), letters: distance(wanted, text) };
    })
    .sort((a, b) => a.kinship - b.kinship || a.letters - b.letters)
    .slice(0, count)
    .map(({ candidate }) => (candidate.length > LONGEST ? `${candidate.slice(0, LONGEST)}…` : candidate));
}

/** 0 for the same beginning or a letter astray, 1 for a common part, 2 for neither. */
function kinshipOf(wanted: string, text: string): number {
  const isSlip = distance(wanted, text) <= (Math.min(wanted.length, text.length) > 4 ? 2 : 1);
  const [short, long] = wanted.length < text.length ? [wanted, text] : [text, wanted];
  // One letter begins too much.
  if (isSlip || (short.length > 1 && long.startsWith(short))) return 0;
  const parts = partsOf(text);
  return partsOf(wanted).every((part) => parts.some((other) => other.startsWith(part))) ? 1 : 2;
}

function partsOf(name: string): string[] {
  return name.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
}

function normalize(name: string): string {
  return name.slice(0, LONGEST).toLowerCase();
}
