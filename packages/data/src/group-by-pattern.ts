import { GraftError } from '@graftjs/core';

/**
 * Finds the group of an example in its id.
 *
 * @param pattern a regular expression; its first capture is the group, of alternatives the one that is met. It is searched for in the whole id, which is a path such
 *   as `train/NORMAL/IM-0115-0001.jpeg`: `^` is the start of that, not of the file name
 * @returns a function from id to group; undefined where the pattern does not match or captures nothing: a group of its own
 * @throws GraftError 'bad-group-pattern'
 * @example
 * const patientOf = groupByPattern('(person\\d+_(?:virus|bacteria))');
 */
export function groupByPattern(pattern: string): (id: string) => string | undefined {
  const expression = compile(pattern);
  // An empty alternative always matches, and then shows how many captures there are.
  if (new RegExp(`${pattern}|`).exec('')?.length === 1) {
    throw new GraftError(
      'bad-group-pattern',
      `The group pattern ${pattern} captures nothing. Put what names a group in parentheses: (${pattern}).`,
    );
  }
  return (id) => expression.exec(id)?.slice(1).find(Boolean);
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('bad-group-pattern', `The group pattern is no regular expression: ${why}.`, { cause });
  }
}
