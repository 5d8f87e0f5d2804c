import { GraftError } from '@graftjs/core';
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { CheckpointStore } from './checkpoint-store.js';

interface Checkpoints extends DBSchema {
  /** In the order in which they were written. */
  checkpoints: { key: number; value: Uint8Array };
}

const KEPT = 2;

/**
 * Keeps the last two checkpoints in the browser's IndexedDB: a new one is written and the oldest removed at once or not at all, so that
 * neither a tab that is killed nor a full disk can harm what was there.
 *
 * @param name of the database, made when it is first used
 * @throws GraftError 'checkpoint-not-writable' from `write`, as when the disk is full
 * @example
 * const run = await fit(composition, { checkpoints: checkpointDatabase('pets'), resume: true });
 */
export function checkpointDatabase(name: string): CheckpointStore {
  return {
    read: (age) =>
      withDatabase(name, async (database) => {
        const numbers = await database.getAllKeys('checkpoints');
        const number = numbers.at(-1 - age);
        return number === undefined ? undefined : database.get('checkpoints', number);
      }),
    async write(bytes) {
      try {
        await withDatabase(name, (database) => replaceOldest(database, bytes));
      } catch (cause) {
        throw notWritable(name, cause);
      }
    },
  };
}

/** Removes a database of checkpoints: for a run that has come to its end. */
export async function clearCheckpointDatabase(name: string): Promise<void> {
  await deleteDB(name);
}

async function replaceOldest(database: IDBPDatabase<Checkpoints>, bytes: Uint8Array): Promise<void> {
  // Strict: on the disk, and not only on the way to it.
  const work = database.transaction('checkpoints', 'readwrite', { durability: 'strict' });
  const numbers = await work.store.getAllKeys();
  // A view would take the whole buffer behind it along.
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  const outdated = numbers.slice(0, Math.max(0, numbers.length + 1 - KEPT));
  await Promise.all([work.store.add(whole), ...outdated.map((number) => work.store.delete(number)), work.done]);
}

/** Opened anew each time: checkpoints are rare, and an open database cannot be removed. */
async function withDatabase<T>(name: string, use: (database: IDBPDatabase<Checkpoints>) => Promise<T>): Promise<T> {
  const database = await openDB<Checkpoints>(name, 1, {
    upgrade: (fresh) => void fresh.createObjectStore('checkpoints', { autoIncrement: true }),
  });
  try {
    return await use(database);
  } finally {
    database.close();
  }
}

function notWritable(name: string, cause: unknown): GraftError {
  const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
  return new GraftError(
    'checkpoint-not-writable',
    `Cannot keep a checkpoint in the browser's database "${name}": ${reason}. Make room, or allow the page to keep data.`,
    { cause },
  );
}
