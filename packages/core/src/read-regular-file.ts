import { readFile, stat } from 'node:fs/promises';

/**
 * Reads a whole file, but no device or pipe: a pipe would be waited for until somebody writes into it, and a device may never end. For Node.
 *
 * @throws Error with the reason, the system's or that of `checkRegularFile`; whoever calls says what it was asked for
 */
export async function readRegularFile(path: string | URL): Promise<Buffer<ArrayBuffer>> {
  await checkRegularFile(path);
  return readFile(path);
}

/**
 * Sees that what is about to be opened is no device, pipe or socket. For Node.
 *
 * @throws Error that says so; what is not there, or is a folder, is left for the system to refuse
 */
export async function checkRegularFile(path: string | URL): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw new Error('it is a device, a pipe or a socket, and only regular files are read');
}
