import { expect, it } from 'vitest';
import { hostileFiles } from '../src/fixtures/hostile-files.js';
import { refusal } from '../src/fixtures/refusal.js';
import { loadKerasWeights, parseKerasJson, readKeras } from '../src/keras.js';

const TOO_MANY = 'keras-json: config.json is not the JSON that Keras writes: it has more than 1000000 keys and values.';

it.each([
  [
    'zeros in a compressed HDF5 file',
    /^decompression-bomb: "layers\/dense\/vars\/0" would take 25000000 bytes, which makes 50\d+ from a file of \d+;/,
  ],
  [
    'one array under many names',
    /^decompression-bomb: "layers\/dense_\d+\/vars\/0" would take 4000000 bytes, which makes \d+ from a file of 40\d+;/,
  ],
  [
    'groups that lead to each other',
    /^hdf5-unsupported: This HDF5 file cannot be read: "layers\/dense\/[ab/]+b" is another name of "layers\/dense\/[ab/]+a"\. Save/,
  ],
  ['lists without end', TOO_MANY],
  ['keys without end', TOO_MANY],
  ['a text without end', /^keras-invalid: /],
])('refuses %s', async (name, message) => {
  const refused = await refusal(async () => readKeras(await hostileFiles[name]!()));
  expect(refused).toEqual(
    typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
  );
});

it('refuses them as weights of an own network too', async () => {
  const layers = [
    { class_name: 'Dense', config: { name: 'own', units: 2500, use_bias: false, batch_input_shape: [null, 2500] } },
  ];
  const { network } = parseKerasJson(JSON.stringify({ class_name: 'Sequential', config: { name: 'own', layers } }));
  const file = await hostileFiles['zeros in a compressed HDF5 file']!();
  expect(await refusal(() => loadKerasWeights(network, file))).toContain('decompression-bomb: ');
});
