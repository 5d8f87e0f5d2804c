import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { finish, graft, graftJson, makeFolder, startGraft, type Result } from './graft.js';
import { makePets, tiny } from './tiny-run.js';

/** Some steps a second, so that there is time to end it. */
const tuning = ['--freeze', 'last-blocks', '--blocks', '1', '--epochs', '10', '--patience', 'none'];
const args = ['train', 'pets', ...tiny, ...tuning, '--checkpoint-every', '1'];
type Failure = { readonly error: { readonly code: string; readonly message: string } };
let cwd: string;
let whole: Buffer;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePets(cwd);
  const { code } = await graft(cwd, ...args, '--out', 'whole.safetensors');
  expect(code).toBe(0);
  whole = await readFile(join(cwd, 'whole.safetensors'));
});

const checkpointsOf = (name: string): Promise<string[]> => readdir(join(cwd, `${name}.checkpoints`)).catch(() => []);

/** Runs until some steps are done, and ends it. */
async function endedBy(signal: 'SIGKILL' | 'SIGINT', name: string): Promise<Result> {
  const child = startGraft(cwd, ...args, '--out', `${name}.safetensors`);
  const ended = finish(child);
  while (!(await checkpointsOf(name)).includes('checkpoint-000004.safetensors')) {
    expect(child.exitCode).toBe(null);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill(signal);
  return ended;
}

it('leaves no checkpoint once it is done', async () => {
  expect(await readdir(cwd)).toEqual(expect.arrayContaining(['pets', 'whole.safetensors']));
  expect((await readdir(cwd)).filter((name) => name.endsWith('.checkpoints'))).toEqual([]);
});

it('killed, goes on to the very same bundle', async () => {
  expect((await endedBy('SIGKILL', 'killed')).code).toBe(null);
  const { code, stderr } = await graft(cwd, ...args, '--resume', '--out', 'killed.safetensors');
  expect(code).toBe(0);
  expect(stderr).toContain('Going on from the checkpoint in killed.checkpoints.\n');
  expect((await readFile(join(cwd, 'killed.safetensors'))).equals(whole)).toBe(true);
  expect(await checkpointsOf('killed')).toEqual([]);
});

describe('interrupted', () => {
  beforeAll(async () => {
    const { code, stdout, stderr } = await endedBy('SIGINT', 'stopped');
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      '\nInterrupted. Nothing was left half-written, and stopped.checkpoints has a checkpoint. Go on with:\n' +
        `  graft ${args.join(' ')} --out stopped.safetensors --resume\n`,
    );
  });

  it('is not written over by a run that begins anew', async () => {
    const { code, stderr } = await graft(cwd, ...args, '--out', 'stopped.safetensors');
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: stopped.checkpoints has a checkpoint of a run that did not come to its end. Go on with it by --resume, or start anew by --force.\n',
    );
  });

  it('is not gone on with by another run, and says what differs', async () => {
    const changes = ['--seed', '2', '--blocks', '2', '--weight-decay', '0.1'];
    const other = await graftJson<Failure>(cwd, ...args, ...changes, '--resume', '--out', 'stopped.safetensors');
    expect(other.code).toBe(2);
    expect(other.answer.error.code).toBe('resume-refused');
    expect(other.answer.error.message).toMatch(
      /^The checkpoint belongs to another run, so going on would mix the two:\n/,
    );
    expect(other.answer.error.message).toContain('\n  seed: 1 then, 2 now\n');
    expect(other.answer.error.message).toMatch(
      /\n {2}optimizer: .*"weightDecay":0\} then, .*"weightDecay":0\.1\} now\n/,
    );
    expect(other.answer.error.message).toMatch(/\n {2}freeze: .*"blocks":1.* then, .*"blocks":2.* now\n/);
  });

  it('goes on from the one before where the newest is damaged', async () => {
    const [, newest = ''] = (await checkpointsOf('stopped')).sort();
    await truncate(join(cwd, 'stopped.checkpoints', newest), 1000);
    const { code, stderr } = await graft(cwd, ...args, '--resume', '--out', 'stopped.safetensors');
    expect(code).toBe(0);
    expect(stderr).toContain('warning: The newest checkpoint was damaged, so the one before was used.');
    expect((await readFile(join(cwd, 'stopped.safetensors'))).equals(whole)).toBe(true);
    expect(await checkpointsOf('stopped')).toEqual([]);
  });
});

it('begins at the start where there is no checkpoint yet, and says so', async () => {
  const short = ['train', 'pets', ...tiny, '--freeze', 'last-blocks', '--epochs', '1'];
  const { code, stderr } = await graft(cwd, ...short, '--resume', '--out', 'fresh.safetensors');
  expect(code).toBe(0);
  expect(stderr).toContain('warning: No checkpoint has been written yet, so the run begins at its start.');
});

it('keeps no checkpoint of a run whose loss was not finite, for it would come again', async () => {
  const wild = ['--learning-rate', '1e38', '--optimizer', 'sgd', '--schedule', 'constant', '--warmup', '0'];
  const { answer, code } = await graftJson<Failure>(cwd, ...args, ...wild, '--out', 'wild.safetensors');
  expect(code).toBe(2);
  expect(answer.error).toMatchObject({
    code: 'loss-not-finite',
    message: expect.stringMatching(
      /not finite any more .* with a learning rate of 1e\+38.*Try a learning rate of 1e\+37/s,
    ),
  });
  expect(await checkpointsOf('wild')).toEqual([]);
});

it('puts checkpoints where it is told to, beside what is there, or nowhere', async () => {
  await writeFile(join(cwd, 'file'), '');
  const short = ['train', 'pets', ...tiny, '--freeze', 'last-blocks', '--epochs', '1', '--checkpoint'];
  const { code, stderr } = await graft(cwd, ...short, 'file');
  expect(code).toBe(2);
  expect(stderr).toContain('file is no folder, and nothing can be written in it. Name another one.\n');
});
