import { openDB, type DBSchema, type IDBPDatabase, type StoreNames } from 'idb';

/** Works with what the browser keeps. What was deleted under the page, by whoever cleared its storage, is made anew, empty. */
export type Kept<Schema extends DBSchema> = <T>(work: (database: IDBPDatabase<Schema>) => Promise<T>) => Promise<T>;

/**
 * Opens a database of the browser's, and opens it again whenever the connection was lost.
 *
 * @param stores that it consists of
 * @param onAnew is called before work is tried again on a database that may be empty now
 * @throws DOMException where the browser keeps nothing for this page
 */
export async function openKept<Schema extends DBSchema>(
  name: string,
  stores: readonly StoreNames<Schema>[],
  onAnew: () => void = () => undefined,
): Promise<Kept<Schema>> {
  let database = await open();
  return async (work) => {
    const used = database;
    try {
      return await work(used);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
      // Others that failed at the same time may have opened it already.
      if (used === database) {
        database = await open();
        onAnew();
      }
      return work(database);
    }
  };

  async function open(): Promise<IDBPDatabase<Schema>> {
    const opened = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        for (const store of stores) fresh.createObjectStore(store);
      },
      blocking: () => opened.close(),
    });
    return opened;
  }
}
