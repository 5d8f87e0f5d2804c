import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '@graftjs/core';
import { buildProgram } from '@graftjs/test-support/build-program';
import { afterAll, beforeAll, expect, it } from 'vitest';

const KILLS = 100;
const CHECKPOINT_STEPS = 4;

/** Within the package, so that the process finds what is not bundled. */
const reports = fileURLToPath(new URL('../.reports', import.meta.url));
let work = '';
let program = '';

beforeAll(async () => {
  await mkdir(reports, { recursive: true });
  work = await mkdtemp(join(reports, 'kills-'));
  program = join(work, 'killed-run.mjs');
  await buildProgram(new URL('../test/killed-run.ts', import.meta.url), program);
});
afterAll(() => rm(work, { recursive: true, force: true }));

interface Life {
  readonly steps: readonly number[];
  readonly notes: readonly string[];
  /** Hash of what it left; undefined for one that was killed. */
  readonly end: string | undefined;
  /** From 'ready' to its end. */
  readonly milliseconds: number;
}

/** @param killAfter milliseconds after it was ready */
function live(folder: string, killAfter?: number): Promise<Life> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, errors, ready] = ['', '', 0];
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (ready !== 0 || !out.startsWith('ready\n')) return;
      ready = performance.now();
      if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    });
    child.on('close', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') return reject(new Error(`ended with ${code}: ${errors}`));
      const words = out.split('\n').map((line) => line.split(' '));
      const all = (kind: string) => words.flatMap(([first, second]) => (first === kind ? (second ?? '') : []));
      resolve({
        steps: all('step').map(Number),
        notes: all('note'),
        end: all('end')[0],
        milliseconds: performance.now() - ready,
      });
    });
  });
}

it(`${KILLS} runs, each killed with SIGKILL at a random moment, end with the same hash as one that was not`, async () => {
  const whole = await live(join(work, 'whole'));
  expect(whole.steps.length).toBeGreaterThan(60);
  const random = randomStream(7, 'kills');
  const redone: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const folder = join(work, `run ${kill}`);
    const first = await live(folder, random.uniform() * whole.milliseconds);
    const second = await live(folder);
    expect(second.end, `kill ${kill}, after step ${first.steps.at(-1)}`).toBe(whole.end);
    expect(second.notes).toEqual([]);
    const last = first.steps.at(-1) ?? 0;
    redone.push(second.steps.filter((step) => step <= last).length);
    await rm(folder, { recursive: true, force: true });
  }
  expect(Math.max(...redone)).toBeLessThanOrEqual(CHECKPOINT_STEPS);
  // The moments lie all over the run: otherwise this proves little.
  expect(new Set(redone).size).toBeGreaterThan(2);
});
