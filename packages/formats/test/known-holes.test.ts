import { describe, expect, it } from 'vitest';
import { readFixture } from '../src/fixtures/read-fixture.js';
import { refusal } from '../src/fixtures/refusal.js';
import { loadKerasWeights, parseKerasJson, readKeras } from '../src/keras.js';
import { readLayersModel, readTfjsArtifacts } from '../src/tfjs.js';

/** Every published hole of Keras's loaders that is known, by the file that uses it, and how it ends here. */
const holes = [
  // Lambda layers run Python bytecode from the file.
  [
    'cve-2024-3660.h5',
    'keras-code: … layer "trap" (Lambda) is Python code, which is never run. Replace it by built-in layers',
  ],
  [
    'cve-2025-9905.h5',
    'keras-code: … layer "trap" (Lambda) is Python code, which is never run. Replace it by built-in layers',
  ],
  [
    'cve-2026-12481.json',
    'keras-code: … layer "trap" (Lambda) is Python code, which is never run. Replace it by built-in layers',
  ],
  // They do so within a layer, and within a model, too.
  [
    'lambda-in-a-wrapper.keras',
    'keras-code: … layer "steps" (TimeDistributed) names a Python lambda, which is never run.',
  ],
  ['lambda-in-a-model.keras', 'keras-code: … layer "inner/trap" (Lambda) is Python code, which is never run.'],
  // The config names functions of any module, or those of Keras that help, and they are imported and called.
  [
    'cve-2025-1550.keras',
    'keras-code: … - the model names the function "system" of "os", which is never imported or run',
  ],
  [
    'cve-2025-8747.keras',
    'keras-code: … the model names the function "get_file" of "keras.utils", which is never imported or run',
  ],
  [
    'cve-2025-9906.keras',
    'keras-code: … names the function "enable_unsafe_deserialization" of "keras.config", which is never imported or run',
  ],
  // Paths and addresses in the config are opened.
  [
    'cve-2025-12058.keras',
    'keras-path: … layer "trap" (StringLookup) works on text and may name a vocabulary file, which is never opened.',
  ],
  [
    'cve-2026-1462.keras',
    'keras-path: … layer "trap" (TFSMLayer) loads a TensorFlow SavedModel from a path, which is never opened.',
  ],
  [
    'cve-2026-12479.keras',
    'keras-path: … a Dense in the model has the name "../../../../tmp/escape", which is a path or an address.',
  ],
  // Archives are unpacked beside where they should be: by names, and through links. Here a link is the text that it holds.
  ['cve-2025-12060.keras', 'zip-damaged: This zip file cannot be read: Unsafe filename.'],
  ['cve-2025-12638.keras', 'hdf5-damaged: This HDF5 file is damaged: it does not begin as HDF5 does.'],
  // Weights declare more than any memory holds, or lie in another file.
  ['cve-2026-0897.keras', 'decompression-bomb: "layers/dense/vars/0" would take 4398050705408 bytes, which makes'],
  ['cve-2026-1669.keras', 'hdf5-external: … the values of "layers/dense/vars/0" lie in other files.'],
] as const;

it.each(holes)('%s is refused', async (file, expected) => {
  const [code = '', message = ''] = expected.split(' … ');
  const refused = await refusal(() => readKeras(readFixture(`known-holes/${file}`)));
  expect(refused).toMatch(new RegExp(`^${code.split(' ')[0]}`));
  expect(refused).toContain(message === '' ? code : message);
});

/** Those of them that a model of TensorFlow.js could have. */
const layersModelHoles = [
  ['cve-2024-3660', 'keras-code: … layer "trap" (Lambda) is Python code, which is never run.'],
  ['cve-2025-1550', 'keras-code: … - the model names the function "system" of "os", which is never'],
  [
    'custom-class',
    'keras-code: … layer "own" (MyLayer) names my_package.layers.MyLayer, which is not a part of Keras that Graft knows',
  ],
  ['cve-2026-12479', 'keras-path: … a Dense in the model has the name "../../../../tmp/escape", which is a path'],
  ['cve-2025-12060', 'tfjs-path: The weights manifest names "../../../../etc/passwd". Only plain names of files'],
] as const;

it.each(layersModelHoles)('%s is refused of TensorFlow.js', async (file, expected) => {
  const [code = '', message = code] = expected.split(' … ');
  const files = new Map([['model.json', readFixture(`known-holes/${file}.model.json`)]]);
  const refused = await refusal(async () => readLayersModel(await readTfjsArtifacts(files)));
  expect(refused).toMatch(new RegExp(`^${code.split(' ')[0]}`));
  expect(refused).toContain(message);
});

it('weights that lie in another file are not read into an own network either', async () => {
  const { network } = parseKerasJson(
    JSON.stringify({
      class_name: 'Sequential',
      config: {
        name: 'own',
        layers: [{ class_name: 'Dense', config: { name: 'dense', units: 2, batch_input_shape: [null, 4] } }],
      },
    }),
  );
  const refused = await refusal(() => loadKerasWeights(network, readFixture('known-holes/cve-2026-1669.keras')));
  expect(refused).toContain('hdf5-external: ');
});

describe('a config that asks for code or files, wherever it does', () => {
  const config = (...layers: object[]) =>
    JSON.stringify({
      class_name: 'Sequential',
      config: {
        name: 'trap',
        layers: [{ class_name: 'InputLayer', config: { name: 'rows', batch_shape: [null, 4] } }, ...layers],
      },
    });
  const dense = (options: object) => ({ class_name: 'Dense', config: { name: 'dense', units: 2, ...options } });

  it.each([
    [
      'a lambda as an activation',
      dense({ activation: { class_name: '__lambda__', config: { value: 'x' } } }),
      'keras-code: This Keras model cannot be read: layer "dense" (Dense) names a Python lambda, which is never run.',
    ],
    [
      'a module in what training needs',
      dense({ kernel_regularizer: { module: 'evil.module', class_name: 'Regularizer', config: {} } }),
      'keras-code: This Keras model cannot be read: layer "dense" (Dense) names evil.module.Regularizer, which is not a part of Keras that Graft knows and is never imported.',
    ],
    [
      'a custom layer',
      { class_name: 'MyLayer', module: 'my_package.layers', registered_name: 'My>MyLayer', config: { name: 'own' } },
      'keras-code: This Keras model cannot be read: layer "own" (MyLayer) names my_package.layers.MyLayer, which is not a part of Keras that Graft knows and is never imported.',
    ],
    [
      'a registered class',
      { class_name: 'MyLayer', module: null, registered_name: 'My>MyLayer', config: { name: 'own' } },
      'keras-code: This Keras model cannot be read: layer "own" (MyLayer) names the custom class My>MyLayer, which is never imported. Replace it by built-in layers.',
    ],
    [
      'a layer of one’s own in an old file',
      { class_name: 'MyLayer', config: { name: 'own' } },
      'keras-unsupported: This Keras model cannot be read: layer "own" (MyLayer) is of a type that Graft does not know.',
    ],
    [
      'pickled PyTorch',
      { class_name: 'TorchModuleWrapper', config: { name: 'own', module: 'gASV' } },
      'keras-code: This Keras model cannot be read: layer "own" (TorchModuleWrapper) is pickled PyTorch code, which is never run.',
    ],
    [
      'an operation of TensorFlow',
      { class_name: 'TFOpLambda', config: { name: 'tf.io.read_file', function: 'io.read_file' } },
      'keras-code: This Keras model cannot be read: layer "tf.io.read_file" (TFOpLambda) is a call of a TensorFlow function that no layer stands for.',
    ],
    [
      'an address as a name',
      dense({ name: 'https://example.com/x' }),
      'keras-path: This Keras model cannot be read: a Dense in the model has the name "https://example.com/x", which is a path or an address.',
    ],
  ])('%s', async (_, layer, message) => {
    expect(await refusal(() => parseKerasJson(config(layer)))).toContain(message);
  });

  it('all of it in one error, with the gravest code', async () => {
    const refused = await refusal(() =>
      parseKerasJson(
        config(dense({ name: 'a', units: -1 }), dense({ name: '../b' }), {
          class_name: 'Lambda',
          config: { name: 'c' },
        }),
      ),
    );
    expect(refused).toBe(
      'keras-code: This Keras model cannot be read, for 3 reasons:' +
        '\n- layer "a" (Dense): Dense option "units" is -1; allowed: a whole number from 1' +
        '\n- a Dense in the model has the name "../b", which is a path or an address' +
        '\n- layer "c" (Lambda) is Python code, which is never run. Replace it by built-in layers, or cut the model before it',
    );
  });

  it('the key "__proto__", and a key given twice', async () => {
    expect(await refusal(() => parseKerasJson('{"class_name": "Sequential", "config": {"__proto__": {"x": 1}}}'))).toBe(
      'keras-json: This text is not the JSON that Keras writes: it has the key "__proto__" at character 40, which can change what objects in a program are.',
    );
    expect(await refusal(() => parseKerasJson('{"a": 1, "a" : 2}'))).toBe(
      'keras-json: This text is not the JSON that Keras writes: it has the key "a" twice, the second time at character 9.',
    );
    expect(await refusal(() => parseKerasJson('['.repeat(100_000)))).toBe(
      'keras-json: This text is not the JSON that Keras writes: it is nested more than 200 deep.',
    );
  });
});
