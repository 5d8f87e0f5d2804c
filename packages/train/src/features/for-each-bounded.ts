/**
 * Runs work on items side by side, at most `limit` at a time, taking the next item only when there is room for it. When
 * something fails, nothing new begins, and what is running ends before the error is thrown.
 *
 * @param limit 1 or more
 * @throws what the items or the work threw first
 */
export async function forEachBounded<Item>(
  items: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const item of items) {
      const task = work(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= limit) await Promise.race(running);
      if (failures.length > 0) break;
    }
  } catch (error) {
    failures.push(error);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
