import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { afterAll, beforeAll, expect, it } from 'vitest';

const examples = fileURLToPath(new URL('../', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'graft-examples-'));
const pictures = join(work, 'pictures');
const few = join(work, 'few');
const ownModel = fileURLToPath(new URL('../../packages/backbones/fixtures/own-models/my_model_A.h5', import.meta.url));
const bundle = join(work, 'xrays.safetensors');

/** What an example is given and what it says. One that is not listed is given nothing and must say a number. */
const expected: Record<string, { args?: string[]; says: RegExp }> = {
  'train.js': { args: [pictures, bundle], says: /accuracy/ },
  'predict.js': {
    args: [bundle, join(pictures, 'NORMAL'), join(pictures, 'PNEUMONIA')],
    says: /: NORMAL \(\d+\.\d %\)\n[^\n]*: PNEUMONIA \(\d+\.\d %\)\n$/,
  },
  'take-away.js': {
    args: [bundle, join(pictures, 'PNEUMONIA'), work],
    says: /^PNEUMONIA; the file differs by (0e\+0|\de-([5-9]|\d\d))\n$/,
  },
  'cut-anywhere.js': { says: /^70 cuts\. .*\nblock [\s\S]*largest difference 0\n$/ },
  'two-models-one-trunk.js': {
    says: /^sharing: the first model's scores moved by 0\.\d+\ncloned: they moved by 0\none network: outputs of 2 and 3 columns, 9 layers in common\n$/,
  },
  'own-head.js': { says: /^naive-bayes is a good head; on toy pictures its accuracy is (1|0\.[5-9])/ },
  'dense-32.js': {
    args: [few],
    says: /^head\/hidden1: 32 units\nhead\/scores: 1 units\nstopped by \w+ after \d+ epochs\ntest accuracy (0|1)/,
  },
  'fine-tune.js': {
    args: [few, join(work, 'fine-tuned.safetensors')],
    says: /^tune: frozen up to block6d_add\n(epoch \d: validation loss \d+\.\d+\n){4}[\s\S]*o validation[\s\S]*\ntune: 4 epochs; [\s\S]*\ntest accuracy/,
  },
  'own-model.js': {
    args: [ownModel, few, join(work, 'own.safetensors')],
    says: /^my_model_A \(keras-h5\) without its last layer ends in hidden\ntest accuracy (0|1)/,
  },
  'two-stages.js': {
    args: [few],
    says: /^solve the head: 0 epochs, validation loss .*\ntune, early blocks more slowly: 2 epochs, validation loss .*\n$/,
  },
  'spam.js': {
    args: [join(examples, 'messages', 'sms.tsv'), join(work, 'spam.safetensors')],
    says: /^test accuracy (1|0\.9\d*)\nspam: Free entry!.*\nham: I am on my way.*\n$/,
  },
  'resume.js': { says: /^interrupted at step 5\nwent on with step 6\nthe bundles are the same, byte for byte\n$/ },
};

beforeAll(() => {
  const test = join(fileURLToPath(folder), 'test');
  for (const label of readdirSync(test)) {
    const copy = (file: string, ...to: string[]) => {
      cpSync(join(test, label, file), join(...to, label, file));
    };
    const files = readdirSync(join(test, label));
    for (const file of files.slice(0, 30)) copy(file, pictures);
    for (const [at, file] of files.slice(0, 16).entries()) {
      copy(file, few, at < 8 ? 'train' : at < 12 ? 'validation' : 'test');
    }
  }
  for (const name of ['predict.js', 'take-away.js']) {
    const { args = [] } = expected[name] ?? {};
    for (const [index, path] of args.entries()) {
      if (path.startsWith(pictures)) args[index] = join(path, readdirSync(path)[3] ?? '');
    }
  }
});
afterAll(() => rmSync(work, { recursive: true }));

const names = readdirSync(examples).filter((file) => file.endsWith('.js'));
// `predict.js` reads what `train.js` wrote.
names.sort((a, b) => Number(b === 'train.js') - Number(a === 'train.js'));

it.each(names)('%s runs and says what it should', (name) => {
  const { args = [], says = /\d/ } = expected[name] ?? {};
  const output = execFileSync('node', [join(examples, name), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(output).toMatch(says);
  expect(output).not.toContain('[object');
});
