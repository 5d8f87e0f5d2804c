import { float16ToFloat32 } from '@graftjs/core';
import { readSafetensors } from '@graftjs/safetensors';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { readModelFiles } from '../fixtures/read-model-files.js';
import { refusal } from '../fixtures/refusal.js';
import { readTfjsArtifacts } from './read-artifacts.js';

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly [field: string]: unknown;
}

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const graph = { node: [] };
const modelOf = (weights: readonly object[], paths: readonly unknown[] = ['w.bin'], more: object = {}) => ({
  modelTopology: graph,
  weightsManifest: [{ paths, weights }],
  ...more,
});
const filesOf = (model: unknown, bytes: readonly number[] = []): Map<string, Uint8Array> =>
  new Map([
    ['model.json', text(model)],
    ['w.bin', Uint8Array.from(bytes)],
  ]);
const weight = (more: object = {}): Weight => ({ name: 'a', shape: [2], dtype: 'float32', ...more });

describe.each(['uint8', 'uint16', 'float16'])('weights as %s', (dtype) => {
  it('are those that the converter reads back, also where they lie in several shards', async () => {
    const { tensors, format, convertedBy } = await readTfjsArtifacts(readModelFiles(`plain.${dtype}`));
    const { tensors: expected } = readSafetensors(readFixture(`tfjs/plain.${dtype}.safetensors`));
    expect(format).toBe('layers-model');
    expect(convertedBy).toBe('TensorFlow.js Converter v4.22.0');
    expect([...tensors.keys(), 'y0'].sort()).toEqual([...expected.keys()].sort());
    for (const [name, tensor] of tensors) {
      const values = tensor.dtype === 'float16' ? float16ToFloat32(tensor.data) : tensor.data;
      const wanted = expected.get(name)!;
      expect(tensor.shape).toEqual(wanted.shape);
      const largest = Math.max(...[...values].map((value, at) => Math.abs(value - wanted.data[at]!)));
      expect(largest).toBeLessThan(2e-7);
    }
  });
});

it('quantized whole numbers are computed as TensorFlow.js does it: in double precision, then rounded', async () => {
  const quantization = { dtype: 'uint8', scale: 0.006666756611244351, min: -0.87334511607301 };
  const { tensors } = await readTfjsArtifacts(filesOf(modelOf([weight({ quantization })]), [131, 255]));
  const { scale, min } = quantization;
  expect(tensors.get('a')!.data).toEqual(Float32Array.of(131 * scale + min, 255 * scale + min));
});

it('reads int32 and bool, and whole numbers that are quantized', async () => {
  const quantization = { dtype: 'uint8', scale: 1, min: -3 };
  const weights = [
    { name: 'whole', shape: [], dtype: 'int32' },
    { name: 'flags', shape: [1, 2], dtype: 'bool' },
    { name: 'few', shape: [2], dtype: 'int32', quantization },
  ];
  const { tensors, bools, format } = await readTfjsArtifacts(filesOf(modelOf(weights), [1, 1, 0, 0, 1, 0, 0, 7]));
  expect(format).toBe('graph-model');
  expect(bools).toEqual(new Set(['flags']));
  expect(tensors.get('whole')).toEqual({ dtype: 'int32', shape: [], data: Int32Array.of(257) });
  expect(tensors.get('flags')).toEqual({ dtype: 'int32', shape: [1, 2], data: Int32Array.of(1, 0) });
  expect(tensors.get('few')).toEqual({ dtype: 'int32', shape: [2], data: Int32Array.of(-3, 4) });
});

it('takes Blobs, any name of the description, and says what the file says of itself', async () => {
  const about = { signature: { inputs: {} }, userDefinedMetadata: { labels: ['x'] }, generatedBy: '2.1.0' };
  const model = modelOf([weight({ group: 'optimizer' })], ['sub/my model.weights.bin'], about);
  const files = new Map([
    ['my model.json', new Blob([text(model)])],
    ['sub/my model.weights.bin', new Blob([new Uint8Array(8)])],
    ['labels.txt', new Blob(['x'])],
  ]);
  expect(await readTfjsArtifacts(files)).toEqual({
    format: 'graph-model',
    topology: graph,
    tensors: new Map(),
    bools: new Set(),
    signature: { inputs: {} },
    metadata: { labels: ['x'] },
    generatedBy: '2.1.0',
    convertedBy: undefined,
  });
});

// prettier-ignore
const ways = [
  '../w.bin', '../../etc/passwd', 'a/../../w.bin', 'a/..', '..', '.', './w.bin', 'a/./w.bin', 'a//w.bin', '/etc/passwd',
  '//host/w.bin', '\\\\host\\w.bin', '..\\w.bin', 'C:\\w.bin', 'C:w.bin', 'file:///etc/passwd', 'https://example.com/w.bin',
  'data:,w', '%2e%2e/w.bin', '..%2fw.bin', '%252e%252e%252fw.bin', 'a%00b', 'w.bin\u0000.txt', 'w.bin?x=1', 'w.bin#x', '~/w.bin',
  '$HOME/w.bin', '', ' w.bin', 'w.bin ', 'w.bin.', 'w\nbin', '\uff0e\uff0e\uff0fw.bin', '\u2024\u2024/w.bin', 'w.bin\u2215x', '.git/config',
  'a/', '*.bin', 'w.bin:stream', 'a'.repeat(2000), 7, null, ['w.bin'], { toString: 'w.bin' },
];

describe('a path that could lead out of the folder', () => {
  it.each(ways)('is refused, and nothing is opened: %j', async (way) => {
    const files = filesOf(modelOf([weight()], [way]), [0, 0, 0, 0, 0, 0, 0, 0]);
    for (const name of [way, '']) if (typeof name === 'string') files.set(name, new Uint8Array(8));
    expect(await refusal(() => readTfjsArtifacts(files))).toBe(
      `tfjs-path: The weights manifest names ${JSON.stringify(way)}. Only plain names of files in the model's own folder are opened: no way out of it, no address, nothing escaped.`,
    );
  });
});

describe('the files of weights', () => {
  it('are listed all at once where some are missing, surplus or of another size', async () => {
    const model = {
      modelTopology: graph,
      weightsManifest: [
        { paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'], weights: [weight()] },
        { paths: ['group2-shard1of1.bin'], weights: [weight({ name: 'b' })] },
      ],
    };
    const files = new Map([
      ['model.json', text(model)],
      ['group1-shard1of2.bin', new Uint8Array(4)],
      ['group2-shard1of1.bin', new Uint8Array(9)],
      ['group3-shard1of1', new Uint8Array(4)],
      ['readme.txt', new Uint8Array(4)],
    ]);
    expect(await refusal(() => readTfjsArtifacts(files))).toBe(
      'tfjs-shards: The files of weights do not fit model.json. 1 missing: group1-shard2of2.bin. 1 that it does not name: group3-shard1of1. 1 of the wrong size: group2-shard1of1.bin have 9 bytes instead of 8. Copy all files of the model again, into a folder of their own.',
    );
  });
});

// prettier-ignore
const bad: readonly (readonly [what: string, model: unknown, message: string])[] = [
  ['no JSON', undefined, 'tfjs-json: model.json is not the JSON that TensorFlow.js writes'],
  ['a list', [], 'unknown-file: model.json has no "modelTopology", so it is no model of TensorFlow.js. Give the model.json'],
  ['Keras alone', { class_name: 'Sequential', config: {} }, 'read it with parseKerasJson.'],
  ['neither layers nor a graph', { modelTopology: {} }, 'unknown-file: The "modelTopology" of model.json has neither layers ("model_config") nor a graph ("node").'],
  ['a false format', { modelTopology: graph, format: 'layers-model' }, 'unknown-file: model.json says that it is a "layers-model", and holds a graph-model.'],
  ['tables of strings', { modelTopology: graph, modelInitializer: {} }, 'tfjs-unsupported: model.json has a "modelInitializer"'],
  ['no manifest', { modelTopology: graph }, 'tfjs-manifest: This model.json has no list "weightsManifest"'],
  ['a group that is none', { modelTopology: graph, weightsManifest: [7] }, 'tfjs-manifest: The weights manifest cannot be read: group 1 is not a list of paths and a list of weights.'],
  ['a weight that is none', modelOf([7 as unknown as object]), 'tfjs-manifest: The weights manifest cannot be read: weight 1 has the name undefined; weight 1 has the shape undefined'],
  ['a weight twice', modelOf([weight(), weight()]), 'the weight "a" is listed twice'],
  ['a shard twice', modelOf([weight()], ['w.bin', 'w.bin']), 'the file "w.bin" is listed twice'],
  ['a weight __proto__', modelOf([weight({ name: '__proto__' })]), 'weight 1 has the name "__proto__"'],
  ['text', modelOf([weight({ dtype: 'string' })]), 'weight "a" holds "string"; networks hold numbers, float32, int32 or bool'],
  ['complex numbers', modelOf([weight({ dtype: 'complex64' })]), 'weight "a" holds "complex64"; networks hold numbers'],
  ['another type', modelOf([weight({ dtype: 'int8' })]), 'weight "a" holds "int8"; allowed are float32, int32 and bool'],
  ['an unknown quantization', modelOf([weight({ quantization: { dtype: 'int4', scale: 1, min: 0 } })]), 'weight "a" (float32) is quantized as {"dtype":"int4","scale":1,"min":0}; allowed are uint8 and uint16 with finite scale and min'],
  ['a quantization without scale', modelOf([weight({ quantization: { dtype: 'uint8', min: 0 } })]), 'is quantized as {"dtype":"uint8","min":0}'],
  ['whole numbers as float16', modelOf([weight({ dtype: 'int32', quantization: { dtype: 'float16' } })]), 'weight "a" (int32) is quantized as'],
  ['quantized bools', modelOf([weight({ dtype: 'bool', quantization: { dtype: 'uint8', scale: 1, min: 0 } })]), 'weight "a" (bool) is quantized as'],
  ['an unknown field', modelOf([weight({ compression: 'zip' })]), 'weight "a" has an unknown field "compression"; known are name, shape, dtype, group, quantization'],
  ['a negative length', modelOf([weight({ shape: [-2] })]), 'weight "a" has the shape [-2], which no file can hold'],
  ['a fractional length', modelOf([weight({ shape: [0.5] })]), 'weight "a" has the shape [0.5]'],
  ['a product beyond any file', modelOf([weight({ shape: [2 ** 40, 2 ** 40] })]), 'which no file can hold'],
  ['a product beyond any file behind none', modelOf([weight({ shape: [0, 2 ** 52, 2 ** 52] })]), 'which no file can hold'],
  ['a shape that is no list', modelOf([weight({ shape: { 0: 1 } })]), 'weight "a" has the shape {"0":1}'],
  ['more than the file has', modelOf([weight({ shape: [2 ** 40] })]), 'tfjs-shards: The files of weights do not fit model.json. 1 of the wrong size: w.bin have 8 bytes instead of 4398046511104.'],
  ['less than the file has', modelOf([weight({ shape: [1] })]), 'w.bin have 8 bytes instead of 4.'],
];

it.each(bad)('refuses %s', async (_, model, message) => {
  const files = filesOf(model, [0, 0, 0, 0, 0, 0, 0, 0]);
  if (model === undefined) files.set('model.json', new Uint8Array(3));
  expect(await refusal(() => readTfjsArtifacts(files))).toContain(message);
});

it('refuses bools that are none, and whole numbers that int32 does not hold', async () => {
  const flag = modelOf([weight({ dtype: 'bool' })]);
  expect(await refusal(() => readTfjsArtifacts(filesOf(flag, [1, 2])))).toBe(
    'bad-weight-values: The weight "a" holds 2, which is no bool.',
  );
  const large = modelOf([weight({ dtype: 'int32', quantization: { dtype: 'uint8', scale: 1e9, min: 0 } })]);
  expect(await refusal(() => readTfjsArtifacts(filesOf(large, [2, 3])))).toBe(
    'bad-weight-values: The weight "a" holds 3000000000, which is no int32.',
  );
});

it('refuses keys twice and __proto__, which JSON.parse alone would take', async () => {
  const files = filesOf(modelOf([weight()]));
  files.set('model.json', new TextEncoder().encode('{"modelTopology":{"__proto__":{"node":[]}}}'));
  expect(await refusal(() => readTfjsArtifacts(files))).toContain(
    'tfjs-json: model.json is not the JSON that TensorFlow.js writes: it has the key "__proto__"',
  );
});

it('refuses files without a description, by name', async () => {
  expect(await refusal(() => readTfjsArtifacts(new Map([['w.bin', new Uint8Array(4)]])))).toContain(
    'unknown-file: There is no model.json here. Give the model.json that TensorFlow.js wrote',
  );
});
