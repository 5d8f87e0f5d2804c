import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBundle } from '@graftjs/bundle/bundle-file';
import { readSafetensors } from '@graftjs/safetensors';
import { beforeAll, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures } from './graft.js';

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePictures(join(cwd, 'pets'), {
    ...{ 'train/cat': 4, 'train/dog': 4, 'validation/cat': 2, 'validation/dog': 2, 'test/cat': 2, 'test/dog': 2 },
  });
  await makePictures(join(cwd, 'few'), { cat: 1, dog: 1 });
  await makePictures(join(cwd, 'one-class'), { cat: 3 });
  await makePictures(join(cwd, 'empty-class'), { cat: 3 });
  await makePictures(join(cwd, 'birds'), {
    'train/cat': 2,
    'train/crow': 2,
    'validation/cat': 2,
    'validation/crow': 2,
    'test/cat': 1,
    'test/crow': 1,
  });
  await makePictures(join(cwd, 'pictures'), { '.': 2 });
  await mkdir(join(cwd, 'empty-class/dog'));
  await mkdir(join(cwd, 'nothing'));
  await writeFile(join(cwd, 'taken.safetensors'), 'somebody needs this');
  await writeFile(join(cwd, 'text.safetensors'), 'This is no bundle, whatever its name says.');

  const trained = await graft(cwd, 'train', 'pets', '--input-size', '32', '--out', 'pets.safetensors');
  expect(trained.code).toBe(0);
  const bytes = await readFile(join(cwd, 'pets.safetensors'));
  await writeFile(join(cwd, 'short.safetensors'), bytes);
  await truncate(join(cwd, 'short.safetensors'), bytes.length - 100);
  const changed = Buffer.from(bytes);
  changed.writeUInt8((changed.at(-200) ?? 0) ^ 1, changed.length - 200);
  await writeFile(join(cwd, 'changed.safetensors'), changed);
  await writeFile(join(cwd, 'newer.safetensors'), asNewer(bytes));
  await writeFile(join(cwd, 'broken.mjs'), 'export const heads = {');
  await writeFile(join(cwd, 'no-plugin.mjs'), 'export const head = () => ({});');
  await writeFile(join(cwd, 'taken.mjs'), 'export const heads = { linear: () => ({}) };');
  await recipe('not-json.json', '{ "data": ');
  await recipe('unknown-key.json', { data: 'pets', bacthSize: 3 });
  await recipe('bad-seed.json', { data: 'pets', seed: -1 });
  await recipe('missing-plugin.json', { data: 'pets', plugins: ['./nowhere.mjs'] });
  await recipe('broken-plugin.json', { data: 'pets', plugins: ['./broken.mjs'] });
  await recipe('no-plugin.json', { data: 'pets', plugins: ['./no-plugin.mjs'] });
  await recipe('taken-plugin.json', { data: 'pets', plugins: ['./taken.mjs'] });
  await writeFile(join(cwd, 'odd.mjs'), odd);
  const oddRecipe = { data: 'pets', inputSize: 32, plugins: ['./odd.mjs'] };
  await recipe('closed.json', { ...oddRecipe, inputSize: undefined, backbone: 'closed', freeze: 'fine-tune' });
  await recipe('reader.json', { ...oddRecipe, inputSize: undefined, backbone: 'reader' });
  await recipe('idle.json', { ...oddRecipe, batchSize: 4, freeze: 'idle' });
  await recipe('blocks-outside.json', { data: 'pets', freeze: 'lp-ft', blocks: 2 });
  await recipe('bad-augment.json', { data: 'pets', freeze: 'lp-ft', augment: { shift: 2 } });
  await recipe('bad-sequence.json', {
    data: 'pets',
    freeze: { name: 'in-sequence', options: { strategies: ['last'] } },
  });
  await recipe('bad-head-option.json', { data: 'pets', head: { name: 'linear', options: { l1: 3 } }, inputSize: 32 });
});

/** Backbones and a strategy that nothing can be trained with. */
const odd = `
const box = {
  license: 'MIT', fingerprint: 'box', preprocess: { kind: 'image', spec: {}, runtime: '' },
  features: { shape: [8], run: async () => [], dispose() {} },
};
export const backbones = {
  closed: () => ({ ...box, id: 'closed', modality: 'image' }),
  reader: () => ({ ...box, id: 'reader', modality: 'text' }),
};
const stage = { kind: 'train', name: 'rest', start: 'current', head: 'frozen', learningRate: 1, epochs: 1, schedule: 'constant' };
export const freeze = {
  idle: () => ({ id: 'idle', spec: {}, *stages(blocks) { yield { ...stage, blocks: blocks.map(() => 'frozen') }; } }),
};
`;

/** The same bundle, as a later version of Graft might write it. */
function asNewer(bytes: Uint8Array): Uint8Array {
  const { tensors, metadata } = readSafetensors(bytes);
  return writeBundle((metadata.get('graft') ?? '').replace('"format":1', '"format":2'), tensors);
}

async function recipe(name: string, content: unknown): Promise<void> {
  await writeFile(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
}

it.each([
  // Data
  ['train nowhere', 'missing-folder', 'There is no folder "nowhere"'],
  ['train nowhere --head liner', 'unknown-head', 'No head "liner". Did you mean one of: linear'],
  [
    'train pets --text 2 --label 1',
    'unused-option',
    '--text, --label: that is how a table of texts is read, and pets is none.',
  ],
  ['train nowhere.tsv --text 2 --label 1', 'missing-file', 'There is no table nowhere.tsv. Check the path.'],
  ['train nothing', 'no-classes', 'Give each class a folder'],
  ['train pictures', 'no-classes', 'Give each class a folder'],
  ['train one-class', 'one-class', '"one-class" has one class, "cat"'],
  ['train empty-class', 'empty-class', 'No picture in dog of "empty-class"'],
  ['train few', 'too-few-pictures', 'No picture of "'],
  ['train pets --group-by (', 'bad-group-pattern', 'is no regular expression'],
  ['train pets --group-by person', 'bad-group-pattern', 'Put what names a group in parentheses: (person)'],
  ['train pets --group-by (person\\d+)', 'group-by-matches-nothing', '--group-by (person\\d+) matches none of the'],
  ['train pets --input-size 4000', 'not-enough-memory', 'Pictures of 4000 x 4000 pixels, 16 at once, need about'],
  [
    'train pets --class-weights cta=2',
    'unknown-class',
    'No class "cta" in pets, so it has no weight. Nearest are: cat',
  ],
  // Backbone, cut, head, strategy
  [
    'train pets --backbone efficientnet-lite9',
    'unknown-backbone',
    'No backbone "efficientnet-lite9". Did you mean one of: eff',
  ],
  ['train pets --backbone nowhere.safetensors', 'cannot-read-file', 'Cannot read "nowhere.safetensors"'],
  ['train pets --backbone pets.safetensors --input-size 64', 'unused-option', 'brings its weights and input size'],
  ['train pets --weights nowhere.safetensors', 'cannot-read-file', 'Cannot read "nowhere.safetensors"'],
  ['train pets --input-size 8', 'bad-option', 'a whole number of pixels from 32'],
  ['train pets --cut head_activatoin', 'unknown-cut', 'nearest by their names are: head_activation'],
  ['train pets --cut avg_pool --pool max', 'pool-of-vector', 'nothing to pool'],
  ['train pets --head liner', 'unknown-head', 'No head "liner". Did you mean one of: linear'],
  ['train pets --freeze feature', 'unknown-freeze-strategy', 'Did you mean one of: feature-extraction'],
  ['train closed.json', 'closed-backbone', 'The backbone "closed" is a closed box'],
  [
    'train reader.json',
    'modality-mismatch',
    'The data set "pets" holds image examples; the backbone "reader" takes text',
  ],
  ['train idle.json', 'nothing-to-train', 'The stage "rest" trains no weight. Let the head train'],
  ['train pets --freeze last-blocks --blocks 99', 'too-many-blocks', 'asks for 99 block(s), and up to its cut the'],
  ['train pets --freeze last-blocks', 'batch-too-large', 'a batch of 16), and there are 8 to train on'],
  ['train pets --freeze lp-ft --learning-rate 0', 'bad-option', '--learning-rate is 0; allowed: a number over 0'],
  ['train pets --freeze lp-ft --learning-rate -0.1', 'bad-option', '--learning-rate is -0.1; allowed: a number over 0'],
  ['train pets --freeze lp-ft --learning-rate NaN', 'bad-usage', "argument 'NaN' is invalid. It takes a number."],
  [
    'train pets --freeze surgical --blocks stem',
    'bad-option',
    '"first", "middle", "last", "gradient-norms", or a list',
  ],
  // Options that nothing takes
  [
    'train pets --blocks 2',
    'unknown-option',
    'feature-extraction has no option "blocks". It takes: epochs, warmup, schedule, patience, learningRate (--learning-rate).',
  ],
  ['train pets --epochs 2', 'head-solves', 'feature-extraction has no use for: epochs. Leave them out, or choose'],
  ['train pets --units 32', 'unknown-option', 'linear has no option "units". It takes: l2, output, solver.'],
  ['train pets --views 4', 'unused-option', 'nothing makes any. Add --augment, such as --augment flip=horizontal'],
  [
    'train pets --weight-decay 0.1',
    'unused-option',
    '--weight-decay is for training step by step, and here nothing is: feature-extraction has the head linear solved',
  ],
  ['train pets --freeze lp-ft --momentum 0.9', 'bad-optimizer', 'Leave out the momentum 0.9, or choose sgd'],
  [
    'train pets --freeze lp-ft --batch-size 4 --checkpoint none --resume',
    'unused-option',
    'nothing for --resume to go on from',
  ],
  [
    'train pets --freeze lp-ft --budget soon',
    'bad-option',
    '--budget takes a number of seconds, or a time such as "10m"',
  ],
  ['train pets --freeze in-sequence', 'missing-option', 'needs the option "strategies": a list of strategies'],
  [
    'train birds --compare-with pets.safetensors',
    'different-classes',
    'pets.safetensors tells cat, dog apart, and this data has cat, crow. Compare with a bundle of the same classes.',
  ],
  ['train pets --compare-with text.safetensors', 'not-a-bundle', 'This is not a bundle'],
  // Output and engine
  ['train pets --out taken.safetensors', 'output-exists', 'or replace it with --force'],
  ['train pets --report taken.safetensors', 'output-exists', 'or replace it with --force'],
  ['train pets --out nowhere/a.safetensors', 'no-output-folder', 'there is no folder nowhere'],
  ['train pets --report pets', 'output-is-folder', 'it is a folder'],
  ['train pets --out model', 'bad-bundle-name', 'Name it model.safetensors'],
  ['train pets --backend wsam', 'unknown-backend', 'Did you mean "wasm"?'],
  ['train pets --backend cpu --workers 2', 'workers-need-wasm', '--workers 2 needs the backend wasm, and this is cpu'],
  // Recipes and plugins
  ['train nowhere.json', 'cannot-read-file', 'Cannot read "nowhere.json" (a recipe): there is no such file.'],
  ['train not-json.json', 'bad-recipe', 'not-json.json is no JSON'],
  ['train unknown-key.json', 'unknown-recipe-key', 'unknown-key.json has "bacthSize"'],
  ['train bad-seed.json', 'bad-recipe', '"seed" in bad-seed.json must be a whole number from 0; got -1'],
  ['train missing-plugin.json', 'plugin-not-found', 'No plugin ./nowhere.mjs'],
  ['train broken-plugin.json', 'plugin-broken', 'The plugin ./broken.mjs does not load: SyntaxError'],
  ['train no-plugin.json', 'bad-plugin', 'exports none of backbones, heads, freeze'],
  ['train taken-plugin.json', 'plugin-name-taken', 'heads.linear, a name that is taken'],
  ['train bad-head-option.json', 'unknown-option', 'linear has no option "l1"'],
  ['train pets --data birds', 'unused-option', 'here they are named already: pets. Leave it out.'],
  [
    'train blocks-outside.json',
    'unknown-recipe-key',
    'has "blocks" where it belongs to freeze. Write "freeze": { "name": …, "options": { "blocks": … } }.',
  ],
  ['train bad-augment.json', 'bad-augmentation', 'shift must be a number from 0 to 0.5; got 2'],
  ['train bad-sequence.json', 'unknown-freeze-strategy', 'No freeze strategy "last". Did you mean one of: last-blocks'],
  // Bundles
  ['predict text.safetensors pictures', 'not-a-bundle', '"text.safetensors": This is not a bundle'],
  ['predict short.safetensors pictures', 'bundle-truncated', '"short.safetensors": This bundle is cut short'],
  ['predict changed.safetensors pictures', 'bundle-damaged', '"changed.safetensors": This bundle was changed after'],
  ['predict newer.safetensors pictures', 'bundle-too-new', '"newer.safetensors": '],
  ['predict pets.safetensors pictures --weights none', 'unused-option', 'brings its weights'],
  ['predict pets.safetensors nothing', 'no-pictures', 'The folder nothing holds no .jpg'],
  ['predict pets.safetensors text.safetensors', 'no-readable-picture', 'None of the pictures could be read'],
  ['predict pets.safetensors pictures --out taken.safetensors', 'output-exists', '--force'],
  [
    'predict efficientnet-lite1 pictures',
    'no-packaged-weights',
    'No package carries ImageNet weights for efficientnet-lite1',
  ],
  [
    'evaluate pets.safetensors birds --split validation',
    'unknown-label',
    'that the model does not know: crow. It knows cat, dog',
  ],
  [
    'evaluate pets.safetensors pets --group-by (person\\d+)',
    'group-by-matches-nothing',
    'matches none of the 16 names',
  ],
  ['features efficientnet-lite9 pets --out f.npz', 'unknown-backbone', 'No backbone "efficientnet-lite9"'],
  ['features efficientnet-lite0 pets --out taken.safetensors', 'output-exists', '--force'],
  ['list liner', 'nothing-matches', 'No name matches "liner". Nearest are: linear'],
  ['inspect nowhere.safetensors', 'cannot-read-file', 'Cannot read "nowhere.safetensors": there is no such file.'],
  ['inspect text.safetensors', 'safetensors-header-size', '"text.safetensors": The'],
  ['inspect text.safetensors', 'safetensors-header-size', 'Is this a safetensors file?'],
  ['inspect efficientnet-lite0 --classes 3', 'unused-option', 'Add --head linear'],
  ['inspect pets.safetensors --no-top', 'unused-option', 'pets.safetensors is a bundle, or weights'],
])('graft %s: %s', async (command, code, text) => {
  const result = await graftJson<{ error: { code: string; message: string } }>(cwd, ...command.split(' '));
  expect(result.answer).toEqual({ error: { code, message: expect.stringContaining(text) } });
  expect(result.code).toBe(2);
  // Commander says what is wrong with usage itself.
  expect(result.stderr).toMatch(/^error: /m);
  expect(result.stderr).toContain(result.answer.error.message);
});

it('has touched no file in refusing all that', async () => {
  expect(await readFile(join(cwd, 'taken.safetensors'), 'utf8')).toBe('somebody needs this');
  expect((await readdir(cwd)).filter((name) => /^(model|f\.npz|.*\.tmp$)/.test(name))).toEqual([]);
});
