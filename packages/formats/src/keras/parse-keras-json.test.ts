import type { Json } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../fixtures/refusal.js';
import { parseKerasJson } from './parse-keras-json.js';

const input = {
  class_name: 'InputLayer',
  name: 'rows',
  config: { name: 'rows', batch_shape: [null, 4], dtype: 'float32' },
  inbound_nodes: [],
};

/** A call in the way of Keras 3. */
const call = (...layers: string[]): Json => {
  const tensors = layers.map((name) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, 4], dtype: 'float32', keras_history: [name, 0, 0] },
  }));
  return { args: tensors.length === 1 ? tensors : [tensors], kwargs: {} };
};

const layer = (className: string, name: string, config: object, ...nodes: Json[]): Json =>
  ({ class_name: className, name, config: { name, ...config }, inbound_nodes: nodes }) as Json;

const functional = (layers: readonly Json[], output: string, inputs: readonly string[] = ['rows']): Json => ({
  class_name: 'Functional',
  config: { name: 'model', layers, input_layers: inputs.map((name) => [name, 0, 0]), output_layers: [[output, 0, 0]] },
});

const parse = (config: Json) => parseKerasJson(JSON.stringify(config));
const refused = (config: Json): Promise<string> => refusal(() => parse(config));

describe('what a description says', () => {
  it('keeps options that decide the answer, and leaves out what only training needs', () => {
    const config = {
      units: 2,
      activation: 'relu',
      use_bias: false,
      kernel_initializer: { class_name: 'Zeros', config: {} },
      kernel_regularizer: null,
      bias_constraint: null,
      trainable: false,
      dtype: 'float32',
      quantization_config: null,
    };
    const { network, notes } = parse(functional([input, layer('Dense', 'dense', config, call('rows'))], 'dense'));
    expect(network.layers).toEqual([
      {
        name: 'dense',
        type: 'Dense',
        inputs: [{ from: 'rows' }],
        options: { units: 2, activation: 'relu', use_bias: false },
        weights: { kernel: 'dense/kernel' },
      },
    ]);
    expect(notes).toEqual([]);
  });

  it.each([
    ['3.15.1', 'hard_sigmoid', 'hard_sigmoid'],
    ['2.21.0', 'hard_sigmoid', 'keras2_hard_sigmoid'],
    ['tfjs-layers 4.22.0', 'hard_sigmoid', 'keras2_hard_sigmoid'],
    ['tfjs-layers 4.22.0', 'gelu_new', 'gelu_approximate'],
  ])('takes the activations of %s for what they mean there: %s', (version, activation, meant) => {
    const config = { units: 2, activation, recurrent_activation: activation };
    const recurrent = { layer: { class_name: 'LSTM', config: { ...config, return_sequences: true } } };
    const steps = { ...input, config: { ...input.config, batch_shape: [null, 3, 4] } };
    const layers = [steps, layer('Bidirectional', 'both', recurrent, call('rows'))];
    const { network } = parse({ ...(functional(layers, 'both') as object), keras_version: version });
    expect(network.layers[0]?.options).toMatchObject({
      layer: { config: { activation: meant, recurrent_activation: meant } },
    });
  });

  it('notes a precision that float32 stands in for', () => {
    const dtype = { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } };
    const { notes } = parse(functional([input, layer('Dense', 'dense', { units: 2, dtype }, call('rows'))], 'dense'));
    expect(notes).toEqual([
      {
        code: 'keras-precision',
        message:
          'Keras computes some layers in mixed_float16; Graft computes all in float32, so answers differ by that precision.',
      },
    ]);
  });

  it('takes whole numbers of any size as int32', () => {
    const whole = { ...input, config: { ...input.config, dtype: 'uint8' } };
    const { network } = parse(functional([whole, layer('Rescaling', 'scale', { scale: 0.5 }, call('rows'))], 'scale'));
    expect(network.inputs).toEqual([{ name: 'rows', shape: [null, 4], dtype: 'int32' }]);
  });

  it('puts layers in an order in which each comes after its inputs', () => {
    const layers = [
      layer('Add', 'sum', {}, call('one', 'two')),
      layer('ReLU', 'two', {}, call('one')),
      layer('ReLU', 'one', {}, call('rows')),
      input,
    ];
    expect(parse(functional(layers, 'sum')).network.layers.map(({ name }) => name)).toEqual(['one', 'two', 'sum']);
  });

  it('reads the oldest stacks, which are a list of layers and no more', () => {
    const first = { class_name: 'Dense', config: { name: 'dense', units: 2, batch_input_shape: [null, 4] } };
    const { network } = parse({ class_name: 'Sequential', config: [first] });
    expect(network.inputs).toEqual([{ name: 'dense_input', shape: [null, 4], dtype: 'float32' }]);
    expect(network.layers.map(({ name }) => name)).toEqual(['dense']);
  });

  it('takes the shape of a stack from the model that it begins with', () => {
    const inner = { class_name: 'Sequential', config: { name: 'inner', layers: [input, layer('ReLU', 'relu', {})] } };
    const { network } = parse({ class_name: 'Sequential', config: { name: 'outer', layers: [inner] } } as Json);
    expect(network.inputs).toEqual([{ name: 'inner_input', shape: [null, 4], dtype: 'float32' }]);
    expect(network.layers).toMatchObject([{ name: 'inner/relu', inputs: [{ from: 'inner_input' }] }]);
  });
});

describe('what is refused, by name', () => {
  const dense = (config: object, ...nodes: Json[]): Json =>
    functional([input, layer('Dense', 'dense', { units: 2, ...config }, ...nodes)], 'dense');

  it.each([
    [
      'an option that is not known',
      dense({ twist: 1 }, call('rows')),
      'keras-unsupported: This Keras model cannot be read: layer "dense" (Dense): Dense has no option "twist".',
    ],
    [
      'a value that is not known',
      dense({ activation: 'mine' }, call('rows')),
      'keras-unsupported: This Keras model cannot be read: layer "dense" (Dense): Dense option "activation" is "mine"; allowed: ',
    ],
    [
      'a value that would change the answer',
      dense({ lora_rank: 4 }, call('rows')),
      '(Dense) is adapted by LoRA (rank 4). Merge it in Keras',
    ],
    [
      'integers for floats',
      dense({ dtype: { class_name: 'QuantizedDTypePolicy', config: { name: 'int8_from_float32' } } }, call('rows')),
      'layer "dense" (Dense) computes in "int8_from_float32"; known are float32, mixed_float16,',
    ],
    [
      'text',
      functional([{ ...input, config: { ...input.config, dtype: 'string' } }], 'rows'),
      'keras-unsupported: This Keras model cannot be read: layer "rows" (InputLayer) takes "string"; known are ',
    ],
    [
      'a call in training',
      dense({}, { ...(call('rows') as object), kwargs: { training: true } }),
      'layer "dense" (Dense) is called with training=True, so it would act as in training for ever.',
    ],
    [
      'a mask',
      dense({}, { ...(call('rows') as object), kwargs: { mask: [1] } }),
      'layer "dense" (Dense) takes something as mask that is no layer\'s output',
    ],
    [
      'a number among the inputs',
      functional([input, layer('Add', 'sum', {}, { args: [[1, 2]], kwargs: {} })], 'sum'),
      'layer "sum" (Add) takes something as inputs that is no layer\'s output.',
    ],
    [
      'a layer that feeds itself',
      functional([input, layer('ReLU', 'a', {}, call('b')), layer('ReLU', 'b', {}, call('a'))], 'b'),
      'keras-invalid: This Keras model cannot be read, for ',
    ],
    [
      'a layer that is not there',
      dense({}, call('nowhere')),
      'keras-invalid: This Keras model cannot be read, for 2 reasons:\n- something takes output 0 of call 1 of "nowhere", which does not exist',
    ],
    [
      'a shape that does not fit',
      functional([input, layer('Conv2D', 'conv', { filters: 1, kernel_size: 3 }, call('rows'))], 'conv'),
      'keras-unsupported: This Keras model cannot be read: layer "conv" (Conv2D) takes an input of 4 axes, batch included; got 2.',
    ],
    [
      'an input without a shape',
      { class_name: 'Sequential', config: { name: 'stack', layers: [layer('Dense', 'dense', { units: 2 })] } } as Json,
      'keras-invalid: This Keras model cannot be read: the shape of the input "dense_input" is not known. Call or build the model before saving it.',
    ],
    [
      'two layers of one name',
      functional([input, layer('ReLU', 'a', {}, call('rows')), layer('Softmax', 'a', {}, call('rows'))], 'a'),
      'keras-invalid: This Keras model cannot be read: two layers are called "a".',
    ],
    [
      'a single layer',
      layer('Dense', 'dense', { units: 2 }),
      'keras-invalid: This Keras model cannot be read: it describes a single Dense; a Sequential or functional model is needed.',
    ],
    [
      'no description at all',
      [],
      'keras-invalid: This Keras model cannot be read: it does not describe a model; a Sequential or functional model is needed.',
    ],
  ])('%s', async (_, config, message) => {
    expect(await refused(config)).toContain(message);
  });

  it('models that unfold to more layers than there is room for', async () => {
    let model = functional([input, layer('ReLU', 'relu', {}, call('rows'))], 'relu');
    for (let level = 0; level < 30; level++) {
      const inner = { ...(model as object), name: 'model', inbound_nodes: [call('rows'), call('rows')] } as Json;
      model = functional([input, inner], 'model');
    }
    expect(await refused(model)).toBe('keras-invalid: This Keras model unfolds to more than 50000 layers.');
  });
});

it.each(['constructor', 'quaternion'])('refuses the input type %s of a model within', async (dtype) => {
  const layers = [
    { class_name: 'Sequential', config: { name: 'inner', dtype, layers: [] } },
    { class_name: 'Dense', config: { name: 'dense', units: 2 } },
  ];
  const config = { name: 'stack', layers, build_input_shape: [null, 4] };
  expect(await refusal(() => parseKerasJson(JSON.stringify({ class_name: 'Sequential', config })))).toContain(
    `layer "inner" (Sequential) takes "${dtype}"; known are float16, bfloat16, float32, float64, uint8,`,
  );
});
