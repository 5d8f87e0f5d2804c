import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { graft, graftJson, makeFolder } from './graft.js';

const cwd = await makeFolder();
const commands = ['train', 'evaluate', 'predict', 'features', 'inspect', 'list', 'backends', 'demo'];

it('says what there is, with examples and exit codes', async () => {
  const { stdout: help } = await graft(cwd, '--help');
  for (const command of commands) expect(help).toContain(`  ${command} `);
  expect(help).toContain('Examples:');
  expect(help).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}3 .*\n {2}4 .*\n {2}130 /);
});

it('is what npm links, which is there before anything is built', async () => {
  const bin = fileURLToPath(new URL('../bin/graft.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [bin, '--version']);
  expect(stdout).toBe((await graft(cwd, '--version')).stdout);

  const unbuilt = join(cwd, 'unbuilt', 'bin', 'graft.js');
  await mkdir(dirname(unbuilt), { recursive: true });
  await copyFile(bin, unbuilt);
  await writeFile(join(cwd, 'unbuilt', 'package.json'), '{ "type": "module" }');
  await expect(promisify(execFile)(process.execPath, [unbuilt])).rejects.toMatchObject({
    code: 2,
    stderr: 'graft has not been built yet. Build it with: npm run build\n',
  });
});

it('says it before anything heavy is loaded', async () => {
  const coverage = join(cwd, 'coverage');
  process.env['NODE_V8_COVERAGE'] = coverage;
  await graft(cwd, '--help').finally(() => delete process.env['NODE_V8_COVERAGE']);
  const [file = ''] = await readdir(coverage);
  const { result } = JSON.parse(await readFile(join(coverage, file), 'utf8')) as { result: { url: string }[] };
  const loaded = result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
  expect(loaded.filter((url) => url.includes('commander'))).not.toEqual([]);
  expect(
    loaded.filter((url) => /@tensorflow|sharp|valibot|packages\/(network|engines|train|bundle|backbones)\//.test(url)),
  ).toEqual([]);
});

it.each(['train', 'evaluate', 'predict', 'features', 'inspect'])('shows how %s is used', async (command) => {
  const { stdout, code } = await graft(cwd, command, '--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples?:\n  graft ${command} `));
  expect(stdout).toContain('--json');
});

it('sorts the options of train by what they are for', async () => {
  const { stdout } = await graft(cwd, 'train', '--help');
  const groups = [...stdout.matchAll(/^(\S.*):\n {2}-/gm)].map(([, title]) => title);
  expect(groups).toEqual([
    ...['Options', 'Data', 'Model', 'What trains, and how long', 'Steps', 'Checkpoints', 'Output', 'Where it runs'],
  ]);
});

it.each([
  [['tran', 'flowers'], "unknown command 'tran'", '(Did you mean train?)'],
  [['train', 'flowers', '--bacth-size', '3'], "unknown option '--bacth-size'", '(Did you mean --batch-size?)'],
  [['train'], "missing required argument 'data'", '--help'],
  [['train', 'a', 'b'], 'too many arguments', '--help'],
  [['train', 'flowers', '--batch-size', '0'], 'It takes a whole number from 1.', '--batch-size'],
  [['train', 'flowers', '--seed', 'x'], 'It takes a whole number from 0.', '--seed'],
  [['train', 'flowers', '--pool', 'sum'], 'Allowed choices are mean, max, mean+max, flatten.', '--pool'],
  [['train', 'flowers', '--class-weights', 'a=0'], 'NAME=NUMBER', '--class-weights'],
  [['evaluate', 'a', 'b', '--split', 'dev'], 'Allowed choices are train, validation, test, all.', '--split'],
  [['features', 'efficientnet-lite0', 'flowers'], "required option '--out <file>' not specified", '--help'],
])('refuses %j and says why', async (args, ...texts) => {
  const plain = await graft(cwd, ...args);
  expect(plain.code).toBe(2);
  expect(plain.stdout).toBe('');
  for (const text of texts) expect(plain.stderr).toContain(text);
});

it('with --json, answers bad usage in JSON too', async () => {
  const { answer, code, stderr } = await graftJson<object>(cwd, 'train', 'flowers', '--nope');
  expect(code).toBe(2);
  expect(answer).toEqual({ error: { code: 'bad-usage', message: expect.stringContaining("unknown option '--nope'") } });
  expect(stderr).toContain("unknown option '--nope'");
});

it('lists what there is to pick and mix, all of it or by pattern', async () => {
  const all = await graftJson<Record<string, { name: string; about: string }[]>>(cwd, 'list');
  const names = Object.values(all.answer).flatMap((plugins) => plugins.map(({ name }) => name));
  expect(Object.keys(all.answer)).toEqual(['backbones', 'heads', 'freeze', 'pools']);
  expect(names).toEqual(expect.arrayContaining(['efficientnet-lite0', 'linear', 'feature-extraction', 'mean+max']));
  expect(all.answer['heads']?.map(({ name }) => name)).toEqual(['linear', 'mlp', 'prototype']);
  expect(all.answer['freeze']).toHaveLength(9);

  const some = await graft(cwd, 'list', 'eff*');
  expect(some.stdout).toMatch(/^backbones\n {2}efficientnet-lite0 +4\.7 M parameters/);
  expect(some.stdout).not.toContain('linear');

  const short = await graft(cwd, 'list', 'lp-ft');
  expect(short.stdout).toBe(
    'freeze\n  linear-probe-then-fine-tune  lp-ft, for short: the head first, on frozen features; then blocks and head are tuned from there\n',
  );

  const none = await graft(cwd, 'list', 'liner');
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('No name matches "liner". Nearest are: linear,');
});

it('says which backends run here, and how to get the others', async () => {
  const { answer } = await graftJson<{ name: string; available: boolean; install: string }[]>(cwd, 'backends');
  expect(answer.map(({ name }) => name)).toEqual(['tfjs-node', 'wasm', 'cpu']);
  expect(answer.filter(({ available }) => available).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['wasm', 'cpu']),
  );
  expect((await graft(cwd, 'backends')).stdout).toMatch(/wasm +available/);
});
