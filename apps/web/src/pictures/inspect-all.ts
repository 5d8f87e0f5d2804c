import type { Picture } from '../project/project.js';

/** Pictures that are looked at in one message to the worker. */
const LOOKED_AT_ONCE = 64;
/** Milliseconds between two times that it is told what is wrong with pictures: each goes through the whole project. */
const TELL_EVERY = 500;

/**
 * Looks at pictures, some at a time.
 *
 * @param inspect gives a reason for each file that cannot be used
 * @param onPart is told what was found since it was called last, by id, and of how many pictures
 * @throws what `inspect` throws, after what was found before was told
 */
export async function inspectAll(
  pictures: readonly Picture[],
  inspect: (files: readonly Blob[]) => Promise<readonly (string | undefined)[]>,
  onPart: (problems: ReadonlyMap<number, string>, looked: readonly Picture[]) => void,
): Promise<void> {
  let [problems, told, toldAt] = [new Map<number, string>(), 0, performance.now()];
  let start = 0;
  const tell = (): void => {
    onPart(problems, pictures.slice(told, start));
    [problems, told, toldAt] = [new Map(), start, performance.now()];
  };
  try {
    while (start < pictures.length) {
      const part = pictures.slice(start, start + LOOKED_AT_ONCE);
      const reasons = await inspect(part.map(({ file }) => file));
      for (const [index, { id }] of part.entries()) {
        const reason = reasons[index];
        if (reason !== undefined) problems.set(id, reason);
      }
      start += part.length;
      if (performance.now() - toldAt >= TELL_EVERY) tell();
    }
  } finally {
    if (told < start) tell();
  }
}
