import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '@graftjs/core';
import sharp from 'sharp';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program in a folder and waits for its end. */
export async function graft(cwd: string, ...args: string[]): Promise<Result> {
  return finish(startGraft(cwd, ...args));
}

/** Runs it with `--json`, and reads what it answers. */
export async function graftJson<Answer>(cwd: string, ...args: string[]): Promise<Result & { readonly answer: Answer }> {
  const result = await graft(cwd, ...args, '--json');
  return { ...result, answer: JSON.parse(result.stdout) as Answer };
}

export function startGraft(cwd: string, ...args: string[]): ChildProcess {
  const env = { ...process.env, XDG_CACHE_HOME: join(cwd, '.cache'), NO_COLOR: '1' };
  return spawn(process.execPath, [main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs a script of bash in which `graft` is the built program. */
export async function runScript(cwd: string, script: string): Promise<Result> {
  const env = {
    ...process.env,
    XDG_CACHE_HOME: join(cwd, '.cache'),
    NO_COLOR: '1',
    NODE: process.execPath,
    MAIN: main,
  };
  const whole = `graft() { "$NODE" "$MAIN" "$@"; }\n${script}`;
  return finish(spawn('bash', ['-c', whole], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

export function finish(child: ChildProcess): Promise<Result> {
  return new Promise((resolve, reject) => {
    const text = { stdout: '', stderr: '' };
    child.stdout?.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...text });
    });
  });
}

export async function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'graft-cli-'));
}

/** Pictures of 40 x 32 pixels: each class its own colour, under noise that no two share. */
export async function makePictures(
  folder: string,
  counts: Readonly<Record<string, number>>,
  extension: 'jpeg' | 'png' | 'webp' = 'png',
): Promise<void> {
  for (const [index, [path, count]] of Object.entries(counts).entries()) {
    for (let number = 0; number < count; number++) {
      const file = join(folder, path, `picture-${number}.${extension}`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, await makePicture(path, index % 2, number, extension));
    }
  }
}

async function makePicture(
  path: string,
  hue: number,
  number: number,
  extension: 'jpeg' | 'png' | 'webp',
): Promise<Buffer> {
  const random = randomStream(number, path);
  const size = { width: 40, height: 32 };
  const rgb = Uint8Array.from({ length: size.width * size.height * 3 }, (_, i) => {
    const base = i % 3 === hue ? 170 : 60;
    return base + random.below(60);
  });
  return sharp(rgb, { raw: { ...size, channels: 3 } })
    .toFormat(extension)
    .toBuffer();
}
