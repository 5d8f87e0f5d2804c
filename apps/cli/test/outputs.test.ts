import { execFile } from 'node:child_process';
import { link, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { finish, graft, graftJson, makeFolder, runScript, startGraft } from './graft.js';
import { makePets, tiny } from './tiny-run.js';

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePets(cwd);
  await writeFile(join(cwd, 'taken.txt'), 'somebody needs this');
  await symlink('taken.txt', join(cwd, 'by-link.txt'));
  await symlink('pets', join(cwd, 'pets-by-link'));
  await symlink('nothing', join(cwd, 'dangling.md'));
  await link(join(cwd, 'taken.txt'), join(cwd, 'twin.txt'));
  await writeFile(join(cwd, 'recipe.json'), '\ufeff{ "data": "pets", "inputSize": 32, "backend": "wasm" }');
  await mkdir(join(cwd, 'hashed/ab'), { recursive: true });
  await writeFile(join(cwd, 'hashed/ab/abc.jpg'), 'of another program');
  expect((await graft(cwd, 'train', 'recipe.json', '--out', 'pets.safetensors')).code).toBe(0);
});

it.each([
  ['train pets --out a.safetensors --report a.safetensors', 'same-output', '--out and --report are one file'],
  ['train pets --out a.safetensors --report pets/../a.safetensors', 'same-output', '--out and --report are one file'],
  ['lr-find pets --out a.html --report ./a.html', 'same-output', '--out and --report are one file, ./a.html.'],
  ['lr-find pets --report taken.txt --out x.html', 'output-exists', 'taken.txt is already there.'],
  ['train pets --report dangling.md', 'dangling-link', 'Cannot write dangling.md: it is a link to nothing.'],
  ['train pets --report -', 'output-is-stream', '--report needs a file; got "-".'],
  // What is read
  ['train pets --report pets/report.md', 'output-is-input', 'lies in the data, and would be taken for a part of it'],
  ['train pets --report pets-by-link/report.md', 'output-is-input', 'lies in the data, and would be taken'],
  ['train recipe.json --report recipe.json --force', 'output-is-input', 'recipe.json is the recipe, which is read.'],
  [
    'train pets --backbone pets.safetensors --out ./pets.safetensors --force',
    'output-is-input',
    '--out ./pets.safetensors is the backbone, which is read. Name another file.',
  ],
  [
    'features pets.safetensors pets --out pets.safetensors --force',
    'output-is-input',
    'is the backbone, which is read',
  ],
  ['augment pets --preview pets/grid.html', 'output-is-input', '--preview pets/grid.html lies in the data'],
  ['predict pets.safetensors pets --out pets.safetensors --force', 'output-is-input', 'is the model, which is read'],
  // The cache
  ['train pets --cache pets', 'cache-in-data', '--cache pets is the folder of the pictures, pets.'],
  ['train pets --cache pets-by-link/new', 'cache-in-data', 'lies in the folder of the pictures, pets.'],
  ['evaluate pets.safetensors pets --cache .', 'cache-in-data', '--cache . holds the folder of the pictures, pets.'],
  ['features pets.safetensors pets --out f.npz --cache pets/train', 'cache-in-data', 'lies in the folder of the'],
  ['train pets --cache hashed', 'not-a-cache', '--cache hashed is no cache of features: it holds abc.jpg.'],
  ['train pets-by-link --cache pets.safetensors', 'not-a-folder', 'pets.safetensors is no folder'],
  [
    'train pets --checkpoint taken.txt/here',
    'not-a-folder',
    'taken.txt is no folder, and nothing can be written in it.',
  ],
  // Bundles
  [
    'evaluate efficientnet-lite0 pets',
    'no-bundle',
    'There is no file efficientnet-lite0. efficientnet-lite0 is a backbone.',
  ],
  ['evaluate pets pets', 'no-bundle', 'pets is a folder. Name a bundle: a file that `graft train` wrote.'],
  ['evaluate nowhere.safetensors pets', 'no-bundle', 'There is no file nowhere.safetensors. Check the path;'],
  ['predict ./pets taken.txt', 'unknown-file', '"./pets": This is no network that Graft can open.'],
  ['list ', 'bad-pattern', 'No name is empty.'],
])('graft %s: %s', async (command, code, text) => {
  const { answer, code: exit } = await graftJson<object>(cwd, ...command.split(' '));
  expect(answer).toEqual({ error: { code, message: expect.stringContaining(text) } });
  expect(exit).toBe(2);
});

it('knows a file by a link and by its other name', async () => {
  for (const report of ['by-link.txt', 'twin.txt']) {
    const outputs = ['--out', 'x.html', '--report', report, '--force'];
    await writeFile(join(cwd, 'lr.json'), JSON.stringify({ data: 'pets', weights: 'taken.txt' }));
    const { answer } = await graftJson<object>(cwd, 'lr-find', 'lr.json', ...outputs);
    const message = `--report ${report} is the file of weights, which is read. Name another file.`;
    expect(answer).toEqual({ error: { code: 'output-is-input', message } });
  }
});

it('has touched no file in refusing all that', async () => {
  expect(await readFile(join(cwd, 'taken.txt'), 'utf8')).toBe('somebody needs this');
  const names = (await readdir(cwd, { recursive: true })).filter((name) => !name.startsWith('.cache'));
  expect(names.filter((name) => /\.(tmp|html|npz)$|^a\.|report/.test(name))).toEqual([]);
});

it('a bundle without its ending is found, not guessed', async () => {
  await writeFile(join(cwd, 'cats.safetensors'), '');
  for (const args of [
    ['evaluate', 'cats', 'pets'],
    ['predict', 'cats', 'pets'],
  ]) {
    const { answer } = await graftJson<{ error: { message: string } }>(cwd, ...args);
    expect(answer.error.message).toMatch(
      /^There is no (file|backbone) cats\. There is cats\.safetensors: name it with its ending\.$/,
    );
  }
});

it('says how to go on as a shell reads it', async () => {
  const { stdout } = await graft(cwd, 'train', 'pets', ...tiny, '--out', 'my pets.safetensors');
  expect(stdout).toContain("Next:   graft predict 'my pets.safetensors' <picture>");
});

// Nothing can be made there, not even by root.
it.skipIf(process.platform !== 'linux')('notices places that cannot be written to before it begins', async () => {
  for (const args of [
    ['train', 'pets', '--out', '/proc/a.safetensors'],
    ['train', 'pets', '--report', '/proc/a.md'],
    ['train', 'pets', '--cache', '/proc/cache'],
    ['train', 'pets', '--checkpoint', '/proc/checkpoints'],
    ['features', 'pets.safetensors', 'pets', '--out', '/proc/f.npz'],
  ]) {
    const { answer, stderr } = await graftJson<object>(cwd, ...args);
    const message = expect.stringMatching(/^Cannot write .*: in the folder \/proc no file can be made \(ENOENT/);
    expect(answer).toEqual({ error: { code: 'cannot-write-file', message } });
    expect(stderr).not.toContain('note:');
  }
  const demo = await graftJson<object>('/proc', 'demo');
  expect(demo.answer).toEqual({
    error: { code: 'cannot-make-folder', message: expect.stringContaining('Run the demo in a folder of your own.') },
  });
});

it.skipIf(process.platform !== 'linux')('puts no file in the place of a device or a pipe', async () => {
  await promisify(execFile)('mkfifo', [join(cwd, 'pipe')]);
  for (const args of [
    ['train', 'pets', '--out', '/dev/null'],
    ['augment', 'pets', '--preview', 'pipe'],
    ['predict', 'pets.safetensors', 'pets/test/cat', '--out', 'pipe'],
  ]) {
    const { answer } = await graftJson<object>(cwd, ...args, '--force');
    expect(answer).toMatchObject({ error: { code: 'output-is-device' } });
  }
});

it.skipIf(process.platform !== 'linux')(
  'writes a table through to standard output, devices and pipes of a shell',
  async () => {
    const predict = 'graft predict pets.safetensors pets/test/cat --top 1';
    const table = 'file,rank,label,probability\npets/test/cat/picture-0.png,1,cat,';
    for (const out of ['-', '/dev/stdout']) {
      const { stdout } = await runScript(cwd, `${predict} --out ${out} | cat`);
      expect(stdout.startsWith(table)).toBe(true);
    }
    const { stdout } = await runScript(
      cwd,
      `${predict} --out >(cat > piped.csv); ${predict} --out /dev/null; sleep 0.2; cat piped.csv`,
    );
    expect(stdout).toContain(`\n${table}`);
    expect(await runScript(cwd, `${predict} --out t.csv > t.csv`)).toMatchObject({ code: 2 });
    expect(await graftJson<object>(cwd, 'predict', 'pets.safetensors', 'pets/test/cat', '--out', '-')).toMatchObject({
      answer: {
        error: { code: 'same-output', message: '--out - and --json both go to standard output. Leave one out.' },
      },
    });
  },
);

it.skipIf(process.platform !== 'linux')('still gives the answer where the table cannot be written', async () => {
  const { code, stdout, stderr } = await graft(
    cwd,
    'predict',
    'pets.safetensors',
    'pets/test/cat',
    '--out',
    '/dev/full',
  );
  expect(code).toBe(4);
  expect(stdout).toMatch(/^pets\/test\/cat\/picture-0\.png +cat/);
  expect(stderr).toContain('error: /dev/full is not written. ENOSPC');
});

it('a report that cannot be written at the very end takes nothing else with it', async () => {
  await mkdir(join(cwd, 'gone'));
  const args = ['train', 'pets', ...tiny, '--freeze', 'lp-ft', '--cache', 'features', '--json'];
  const child = startGraft(cwd, ...args, '--out', 'whole.safetensors', '--report', 'gone/report.md');
  const ended = finish(child);
  // Features that are kept show that it is in the middle of its work.
  while ((await readdir(join(cwd, 'features')).catch(() => [])).length === 0) {
    expect(child.exitCode).toBe(null);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await rm(join(cwd, 'gone'), { recursive: true });
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(4);
  const reason = expect.stringContaining('Cannot write "gone/report.md": ENOENT');
  expect(JSON.parse(stdout)).toMatchObject({
    bundle: 'whole.safetensors',
    splits: { test: { count: 4 } },
    unwritten: [{ file: 'gone/report.md', reason }],
  });
  expect(stderr).toMatch(/error: gone\/report\.md is not written\. .* whole\.safetensors is written and whole\.\n$/);
  expect((await graft(cwd, 'predict', 'whole.safetensors', 'pets/test/cat')).code).toBe(0);
});
