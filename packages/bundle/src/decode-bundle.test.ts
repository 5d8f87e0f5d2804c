import type { Json } from '@graftjs/core';
import { canonicalJson, GraftError } from '@graftjs/core';
import { readSafetensors, writeSafetensors } from '@graftjs/safetensors';
import { expect, it } from 'vitest';
import { writeBundle } from './bundle-file.js';
import { decodeBundle } from './decode-bundle.js';
import { encodeBundle } from './encode-bundle.js';
import { numbersPlugin, tinyRun } from './fixtures/tiny-run.js';
import { version } from './version.js';

const whole = encodeBundle(tinyRun());
const { tensors, metadata } = readSafetensors(whole);
const record = metadata.get('graft')!;

function refusal(bytes: Uint8Array, preprocessors = [numbersPlugin]): GraftError {
  try {
    decodeBundle(bytes, { preprocessors });
  } catch (error) {
    if (error instanceof GraftError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A file whose checksum is right, as somebody who means harm would make it. */
function forge(text: string): Uint8Array {
  return writeBundle(text, tensors);
}

function change(edit: (value: Record<string, Json>) => unknown): Uint8Array {
  const value = JSON.parse(record);
  edit(value);
  return forge(canonicalJson(value));
}

it('accepts what it should, from a Buffer too', () => {
  expect(decodeBundle(Buffer.from(forge(record)), { preprocessors: [numbersPlugin] }).cut).toBe('relu');
});

it.each([
  ['nothing', new Uint8Array(0)],
  ['text', new TextEncoder().encode('a letter to the editor')],
  ['zeros', new Uint8Array(1000)],
])('says that %s is not a bundle', (_, bytes) => {
  expect(refusal(bytes)).toMatchObject({
    code: 'not-a-bundle',
    message: expect.stringMatching(/^This is not a bundle\. .*safetensors/),
  });
});

it('says that a file of weights is not a bundle', () => {
  expect(refusal(writeSafetensors(tensors, new Map([['license', 'MIT']])))).toMatchObject({
    code: 'not-a-bundle',
    message: 'This is a safetensors file without the description that makes it a bundle: weights alone, perhaps.',
  });
});

it('says that a file was cut short, wherever', () => {
  for (let length = 100; length < whole.length; length += 37) {
    expect(refusal(whole.subarray(0, length)), `${length} bytes`).toMatchObject({
      code: 'bundle-truncated',
      message: expect.stringMatching(/^This bundle is cut short\. .* The file is cut short\.$/),
    });
  }
});

it('notices every byte that was changed, in the header and in the weights', () => {
  const headerEnd = 8 + new DataView(whole.buffer).getUint32(0, true);
  const positions = [
    ...Array.from({ length: headerEnd }, (_, at) => at),
    ...Array.from({ length: 200 }, (_, i) => headerEnd + Math.floor((i * (whole.length - headerEnd)) / 200)),
    whole.length - 1,
  ];
  const codes = new Map<string, number>();
  for (const at of positions) {
    for (const bit of [1, 4, 128]) {
      const changed = whole.slice();
      changed[at]! ^= bit;
      const { code } = refusal(changed);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      // Past the first bytes there is no doubt about what the file is.
      if (at >= 40) expect(['bundle-damaged', 'bundle-truncated'], `byte ${at}, bit ${bit}: ${code}`).toContain(code);
      if (at >= headerEnd) expect(code, `byte ${at}`).toBe('bundle-damaged');
    }
  }
  expect(codes.get('bundle-damaged')).toBeGreaterThan(10_000);
});

it('says what to do about a damaged file', () => {
  const changed = whole.slice();
  changed[whole.length - 2]! ^= 1;
  expect(refusal(changed)).toMatchObject({
    code: 'bundle-damaged',
    message:
      'This bundle was changed after it was written: its content does not match its checksum. Get it again from where it came from.',
  });
});

it('notices metadata that were added, and a missing checksum', () => {
  expect(refusal(writeSafetensors(tensors, new Map([['graft', record]]))).code).toBe('bundle-damaged');
  expect(refusal(writeSafetensors(tensors, new Map([...metadata, ['author', 'x']]))).code).toBe('bundle-damaged');
});

it('says which version made a bundle that is too new', () => {
  const newer = canonicalJson({ format: 2, versions: { graft: '9.1.0' }, weights: { packing: 'unheard of' } });
  expect(refusal(forge(newer))).toMatchObject({
    code: 'bundle-too-new',
    message: `This bundle has format 2, made by Graft 9.1.0; this is Graft ${version}, which reads format 1. Update Graft to use it.`,
  });
});

it('names the preprocessing that it was not given', () => {
  expect(refusal(change((value) => (value['preprocess'] = { kind: 'number', spec: null })))).toMatchObject({
    code: 'unknown-preprocess',
    message:
      'This bundle prepares its inputs by "number", and no such plugin was given. Given: numbers. Pass one for "number" in preprocessors.',
  });
  expect(refusal(whole, []).message).toContain('Given: none.');
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- records are broken here on purpose
it.each<[what: string, message: string, edit: (value: any) => unknown]>([
  ['a missing member', 'cut: Invalid key: Expected "cut" but received undefined', (value) => delete value.cut],
  ['an unknown member', 'extra: Invalid key: Expected never but received "extra"', (value) => (value.extra = 1)],
  ['a member called constructor', 'constructor: Invalid key', (value) => (value.constructor = 1)],
  ['a weight role called constructor', 'members that do not belong there', (value) => (value.network.layers[0].weights.constructor = 'x')],
  ['a list for an object', 'network.layers.0.options: must be an object', (value) => (value.network.layers[0].options = [])],
  ['a number for a name', 'network.layers.0.weights.kernel: Invalid type: Expected string but received 1', (value) => (value.network.layers[0].weights.kernel = 1)],
  ['a weight role called __proto__', 'a member "__proto__"', (value) => Object.defineProperty(value.network.layers[0].weights, '__proto__', { value: 'x', enumerable: true })],
  ['a negative axis', 'network.inputs.0.shape.1: Invalid value: Expected >=0 but received -4', (value) => (value.network.inputs[0].shape[1] = -4)],
  ['two outputs', 'network.outputs: Invalid length', (value) => value.network.outputs.push({ from: 'pool' })],
  ['an unknown task', 'task.kind', (value) => (value.task.kind = 'fortune-telling')],
  ['no labels', 'task.labels: Invalid length', (value) => (value.task.labels = [])],
  ['a label twice', 'task.labels: must not name anything twice', (value) => (value.task.labels[1] = 'daisy')],
  ['an unknown activation', 'activation', (value) => (value.activation = 'relu')],
  ['a format of zero', 'format: Invalid type: Expected 1 but received 0', (value) => (value.format = 0)],
  ['a format that is text', 'format', (value) => (value.format = '2')],
  ['an unknown layer type', 'network is not valid. ', (value) => (value.network.layers[0].type = 'Conv2E')],
  ['a layer type that is no layer', 'network is not valid. ', (value) => (value.network.layers[0].type = 'constructor')],
  ['an unknown layer option', 'network is not valid. ', (value) => (value.network.layers[0].options.kernal = 3)],
  ['an option of the wrong type', 'network is not valid. ', (value) => (value.network.layers[0].options.filters = { a: 1 })],
  ['a layer that feeds on nothing', 'network is not valid. ', (value) => (value.network.layers[0].inputs = [])],
  ['a layer that feeds on itself', 'network is not valid. ', (value) => (value.network.layers[0].inputs = [{ from: 'conv' }])],
  ['a layer name twice', 'network is not valid. ', (value) => (value.network.layers[1].name = 'conv')],
  ['an output that is not there', 'network is not valid. ', (value) => (value.network.outputs[0].from = 'nowhere')],
  ['an output of the wrong width', 'network is not valid. tiny must end in one output [batch, 2]', (value) => value.task.labels.pop()],
  ['an unknown cut', 'network is not valid. The backbone should end at "nowhere"', (value) => (value.cut = 'nowhere')],
  ['a weight that is not there', 'network is not valid. Weight "nowhere" of tiny has no values', (value) => (value.network.layers[0].weights.kernel = 'nowhere')],
  ['a weight of another shape', 'network is not valid. ', (value) => (value.network.layers[0].weights.kernel = 'scores/bias')],
  ['a weight that no layer uses', 'network is not valid. No layer uses its weight "scores/bias"', (value) => { const dense = value.network.layers.at(-1); delete dense.weights.bias; dense.options.use_bias = false; }],
  ['a preprocessing spec that the plugin refuses', 'preprocessing is not valid. The scale must be a number.', (value) => (value.preprocess.spec = {})],
])('refuses %s, though the checksum is right', (_, message, edit) => {
  const { code, message: text } = refusal(change(edit));
  expect(text).toMatch(/^This bundle's /);
  expect(text).toContain(message);
  expect(code).toBe('bundle-invalid');
}); // prettier-ignore

it.each([
  ['no JSON', 'hello', 'its JSON cannot be read'],
  ['a list', '[]', 'format: Invalid key'],
  ['JSON with spaces', record.replace('{', '{ '), 'not written in canonical order'],
  ['a key twice', record.replace('"cut":"relu"', '"cut":"relu","cut":"relu"'), 'members that do not belong there'],
  ['lists in lists in lists', `{"format":1,"recipe":${'['.repeat(1e6)}${']'.repeat(1e6)}}`, 'its JSON cannot be read'],
])('refuses %s as a description', (_, text, message) => {
  expect(refusal(forge(text))).toMatchObject({ code: 'bundle-invalid', message: expect.stringContaining(message) });
});
