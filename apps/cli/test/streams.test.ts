import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures, runScript } from './graft.js';
import { makePets, tiny } from './tiny-run.js';

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePets(cwd);
});

const notWindows = it.skipIf(process.platform === 'win32');

notWindows('a run goes on when nobody reads what it says', async () => {
  const train = `graft train pets ${tiny.join(' ')}`;
  const { stderr } = await runScript(
    cwd,
    `${train} --out heard.safetensors 2>&1 | head -0; ${train} --out quiet.safetensors 2>&1 >/dev/null | head -0`,
  );
  expect(stderr).toBe('');
  for (const name of ['heard', 'quiet']) await access(join(cwd, `${name}.safetensors`));
});

notWindows('an answer that nobody takes, or that finds no room, is an exit code and no stack', async () => {
  const gone = await runScript(cwd, 'graft list | head -0; exit ${PIPESTATUS[0]}');
  expect(gone).toMatchObject({ code: 4, stderr: '' });
  if (process.platform !== 'linux') return;
  expect(await runScript(cwd, 'graft list > /dev/full')).toMatchObject({
    code: 4,
    stderr: 'The answer could not be written to standard output: ENOSPC: no space left on device, write.\n',
  });
  expect(await runScript(cwd, 'graft list 2> /dev/full >/dev/null')).toMatchObject({ code: 0 });
});

notWindows('names of files do not steer the terminal, and stay what they are in JSON', async () => {
  const name = 'evil\u001b[2J\u009b.png';
  await makePictures(cwd, { shown: 1 });
  await writeFile(join(cwd, 'shown', name), await readFile(join(cwd, 'shown/picture-0.png')));
  await writeFile(join(cwd, 'shown', 'bad\u001b]0;x\u0007.png'), 'no picture');
  const { stdout, stderr } = await graft(cwd, 'predict', 'efficientnet-lite0', 'shown');
  expect(stdout).toContain(String.raw`shown/evil\u001b[2J\u009b.png  `);
  expect(stderr).toContain(String.raw`shown/bad\u001b]0;x\u0007.png is left out`);
  const { answer } = await graftJson<{ file: string }[]>(cwd, 'predict', 'efficientnet-lite0', 'shown');
  expect(answer.map(({ file }) => file)).toContain(`shown/${name}`);
});

it('what a plugin throws is told as its own', async () => {
  const plugin = `export const heads = {
    boom: () => { throw null; }, nothing: () => undefined, broken: () => null.x,
  };`;
  await writeFile(join(cwd, 'plugin.mjs'), plugin);
  await writeFile(join(cwd, 'throws.mjs'), 'throw Object.create(null);');
  await writeFile(join(cwd, 'number.mjs'), 'export const heads = 5;');
  const tryOne = async (module: string, head: string): Promise<unknown> => {
    await writeFile(join(cwd, 'r.json'), JSON.stringify({ data: 'pets', inputSize: 32, plugins: [module], head }));
    return (await graftJson<object>(cwd, 'train', 'r.json')).answer;
  };
  const error = (code: string, message: string) => ({ error: { code, message } });
  const of = 'of the plugin ./plugin.mjs';
  expect(await tryOne('./plugin.mjs', 'boom')).toEqual(error('plugin-broken', `heads.boom ${of} failed: null`));
  expect(await tryOne('./plugin.mjs', 'nothing')).toEqual(
    error('bad-plugin', `heads.nothing ${of} must give an object; got undefined.`),
  );
  expect(await tryOne('./plugin.mjs', 'broken')).toEqual(
    error('plugin-broken', `heads.broken ${of} failed: TypeError: Cannot read properties of null (reading 'x')`),
  );
  expect(await tryOne('./throws.mjs', 'linear')).toEqual(
    error('plugin-broken', 'The plugin ./throws.mjs does not load: [Object: null prototype] {}'),
  );
  expect(await tryOne('./number.mjs', 'linear')).toEqual(
    error('bad-plugin', 'heads of the plugin ./number.mjs is no record of factories by name.'),
  );
});

it('a fault says that it is one, and what to report', async () => {
  const head = `export const heads = { late: () => ({ id: 'late', spec: {}, bind() { throw new Error('oh'); } }) };`;
  await writeFile(join(cwd, 'late.mjs'), head);
  await writeFile(
    join(cwd, 'late.json'),
    JSON.stringify({ data: 'pets', inputSize: 32, plugins: ['./late.mjs'], head: 'late' }),
  );
  const { code, stderr, answer } = await graftJson<object>(cwd, 'train', 'late.json');
  expect(code).toBe(1);
  expect(answer).toEqual({ error: { code: 'unexpected', message: 'oh' } });
  expect(stderr).toMatch(/unexpected error: Error: oh\n +at /);
  expect(stderr).toMatch(
    /This is a fault in Graft, or in a plugin\. Please report it.*\n {2}graft \S+, Node v\S+, .*\n {2}graft train late\.json --json\n$/,
  );
});
