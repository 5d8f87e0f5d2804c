import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { beforeAll, expect, it } from 'vitest';
import { graft, graftJson, makeFolder } from './graft.js';
import { makePets, readRecord, tiny } from './tiny-run.js';

let cwd: string;
let pets: Zippable;

const pack = (name: string, files: Zippable): Promise<void> => writeFile(join(cwd, name), zipSync(files, { level: 0 }));

beforeAll(async () => {
  cwd = await makeFolder();
  await makePets(cwd);
  const names = (await readdir(join(cwd, 'pets'), { recursive: true })).filter((name) => name.endsWith('.png'));
  const files = await Promise.all(
    names.map(async (name) => [name, new Uint8Array(await readFile(join(cwd, 'pets', name)))] as const),
  );
  pets = Object.fromEntries(files);
});

it('trains from a zip the very bundle of the folder that was packed, and unpacks nothing to the disk', async () => {
  await pack('pets.zip', Object.fromEntries(Object.entries(pets).map(([name, file]) => [`all/pets/${name}`, file])));
  const before = await readdir(cwd);
  expect((await graft(cwd, 'train', 'pets.zip', ...tiny, '--cache', 'none', '--out', 'zip.safetensors')).code).toBe(0);
  expect((await readdir(cwd)).filter((name) => !before.includes(name))).toEqual(['zip.safetensors']);
  await graft(cwd, 'train', 'pets', ...tiny, '--cache', 'none', '--out', 'folder.safetensors');
  expect(await readFile(join(cwd, 'zip.safetensors'))).toEqual(await readFile(join(cwd, 'folder.safetensors')));
});

it('trains as the project in a zip says', async () => {
  const freeze = { name: 'feature-extraction', options: { epochs: 2 } };
  const recipe = { seed: 3, inputSize: 32, batchSize: 4, freeze, head: { name: 'mlp', options: { units: [8] } } };
  const facts = { format: 'graft-project', version: 1, name: 'animals', classes: ['cat', 'dog'], recipe };
  await pack('project.zip', { ...pets, 'project.json': strToU8(JSON.stringify(facts)) });
  const flags = ['--backend', 'wasm', '--workers', '1', '--cache', 'none', '--out', 'project.safetensors'];
  expect((await graft(cwd, 'train', 'project.zip', ...flags)).code).toBe(0);
  expect((await readRecord(join(cwd, 'project.safetensors'))).recipe).toMatchObject({ ...recipe, data: 'animals' });
});

it.each([
  ['none.zip', undefined, 'unreadable-file', '"none.zip" cannot be read: '],
  ['half.zip', () => zipSync(pets).slice(0, 3000), 'zip-damaged', '"half.zip" cannot be read: '],
  ['bomb.zip', makeBomb, 'decompression-bomb', '"bomb.zip" unpacks to more than 4 GB.'],
  ['loose.zip', () => zipSync({ 'a.png': strToU8('a') }), 'no-classes', '"loose" has 1 file but no folder.'],
  ['one.zip', () => zipSync({ 'cat/a.png': strToU8('a') }), 'one-class', 'cat'],
] as const)('refuses %s', async (name, make, code, text) => {
  if (make !== undefined) await writeFile(join(cwd, name), make());
  const { code: exit, answer } = await graftJson<{ error: object }>(cwd, 'train', name, '--out', 'no.safetensors');
  expect(answer).toEqual({ error: { code, message: expect.stringContaining(text) } });
  expect(exit).toBe(2);
  expect(await readdir(cwd)).not.toContain('no.safetensors');
});

/** Says in its list of contents that it unpacks to 4.3 GB. */
function makeBomb(): Uint8Array {
  const bytes = zipSync({ 'cat/a.png': new Uint8Array(1000) });
  const view = new DataView(bytes.buffer);
  const list = view.getUint32(bytes.length - 6, true);
  view.setUint32(list + 24, 0xfffffffe, true);
  return bytes;
}
