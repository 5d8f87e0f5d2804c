import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** What the name of every temporary file matches. Those of a folder that one process alone writes to may be removed at any time. */
export const TEMPORARY_NAME = /^\.graft-(?:(?<system>[0-9a-f]{12})-(?<pid>\d+)-)?[0-9a-f-]{36}\.tmp$/;

/** No write takes a day. In milliseconds. */
const STALE_AFTER = 86_400_000;

/** A new name for a temporary file, which says whose it is: `.graft-<system>-<process>-<uuid>.tmp`. */
export function temporaryName(): string {
  return `.graft-${thisSystem()}-${process.pid}-${randomUUID()}.tmp`;
}

/**
 * Removes temporary files and folders that processes left in a folder when they were killed: those of a process of this system that runs no
 * more, and any that was not written to for a day. What cannot be looked at or removed is left.
 *
 * @param folder looked through once by a process
 */
export async function removeStale(folder: string): Promise<void> {
  if (tidied.has(folder)) return;
  tidied.add(folder);
  for (const name of await readdir(folder).catch(() => [])) {
    const found = TEMPORARY_NAME.exec(name);
    if (found === null) continue;
    const path = join(folder, name);
    const { system, pid } = found.groups ?? {};
    if ((system === thisSystem() && !isRunning(Number(pid))) || (await isOld(path))) {
      await rm(path, { force: true, recursive: true }).catch(() => undefined);
    }
  }
}

const tidied = new Set<string>();

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > STALE_AFTER;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

let system: string | undefined;

/** Where a process's number means that process: on a network drive, or in a container, another may bear it. */
function thisSystem(): string {
  system ??= createHash('sha256').update(`${hostname()} ${bootOf()} ${namespaceOf()}`).digest('hex').slice(0, 12);
  return system;
}

function bootOf(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

function namespaceOf(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
