import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeStale, TEMPORARY_NAME, temporaryName } from './temporary-files.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-stale-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A process that has come to its end. */
async function endedProcess(): Promise<number> {
  const running = promisify(execFile)(process.execPath, ['--version']);
  const { pid = 0 } = running.child;
  await running;
  return pid;
}

async function put(name: string, hoursOld = 0): Promise<string> {
  await writeFile(join(folder, name), 'half');
  const when = new Date(Date.now() - 3_600_000 * hoursOld);
  await utimes(join(folder, name), when, when);
  return name;
}

const mine = temporaryName();
const ofProcess = (pid: number) => mine.replace(`-${process.pid}-`, `-${pid}-`);

it('names files so that they are known', () => {
  expect(mine).toMatch(TEMPORARY_NAME);
  expect(temporaryName()).not.toBe(mine);
  expect('.graft-1b4e28ba-2fa1-41d2-883f-0016d3cca427.tmp').toMatch(TEMPORARY_NAME);
});

it('removes what ended processes left, and what is older than a day', async () => {
  const ended = await endedProcess();
  await put(ofProcess(ended));
  await put('.graft-1b4e28ba-2fa1-41d2-883f-0016d3cca427.tmp', 25);
  await put(mine.replace(/^\.graft-.{12}/, '.graft-0123456789ab'), 25);
  const kept = [
    await put(mine),
    await put(ofProcess(process.ppid), 23),
    // Of another machine that writes to the same drive: its processes are unknown here.
    await put(ofProcess(ended).replace(/^\.graft-.{12}/, '.graft-0123456789ab'), 23),
    await put('.graft-1b4e28ba-2fa1-41d2-883f-0016d3cca428.tmp', 23),
    await put('.graft-notes.tmp', 100),
    await put('model.safetensors', 100),
  ];
  await removeStale(folder);
  expect((await readdir(folder)).sort()).toEqual(kept.sort());
});

it('does not mind a folder that is not there', async () => {
  await expect(removeStale(join(folder, 'no'))).resolves.toBeUndefined();
});
