import { expect, it } from 'vitest';
import { tinyNetwork, tinyResidual } from './fixtures/tiny-networks.js';
import { formatSummary } from './format-summary.js';
import { summarize } from './summarize.js';

const lines = [
  ['conv', 'Conv2D', { filters: 4, kernel_size: 3 }],
  ['bn', 'BatchNormalization'],
  ['pool', 'GlobalAveragePooling2D'],
  ['dense', 'Dense', { units: 1000 }],
] as const;
const sequential = tinyNetwork([null, 8, 8, 3], lines);

it('counts parameters without values, statistics as not trainable', () => {
  const summary = summarize(sequential);
  expect(summary.rows.map(({ parameters }) => parameters)).toEqual([0, 112, 16, 0, 5000]);
  expect(summary).toMatchObject({ total: 5128, trainable: 5120, nonTrainable: 8, sequential: true });
});

it('counts what is frozen as not trainable', () => {
  const summary = summarize(sequential, { frozen: (weight) => !weight.startsWith('dense/') });
  expect(summary).toMatchObject({ total: 5128, trainable: 5000, nonTrainable: 128 });
});

it('counts a shared weight once, so that rows add up to the total', () => {
  const twice = tinyNetwork(
    [null, 4],
    [
      ['a', 'Dense', { units: 4 }],
      ['b', 'Dense', { units: 4 }],
    ],
  );
  const layers = twice.layers.map((layer) => ({ ...layer, weights: twice.layers[0]!.weights }));
  const summary = summarize({ ...twice, layers });
  expect(summary.rows.map(({ parameters }) => parameters)).toEqual([0, 20, 0]);
  expect(summary.total).toBe(20);
});

it('shows a sequence as Keras does', () => {
  expect(formatSummary(summarize(sequential))).toBe(
    `
Model: "tiny"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━━━━┓
┃ Layer (type)                  ┃ Output Shape    ┃ Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━━━┩
│ x (InputLayer)                │ (None, 8, 8, 3) │       0 │
├───────────────────────────────┼─────────────────┼─────────┤
│ conv (Conv2D)                 │ (None, 6, 6, 4) │     112 │
├───────────────────────────────┼─────────────────┼─────────┤
│ bn (BatchNormalization)       │ (None, 6, 6, 4) │      16 │
├───────────────────────────────┼─────────────────┼─────────┤
│ pool (GlobalAveragePooling2D) │ (None, 4)       │       0 │
├───────────────────────────────┼─────────────────┼─────────┤
│ dense (Dense)                 │ (None, 1000)    │   5,000 │
└───────────────────────────────┴─────────────────┴─────────┘
 Total params: 5,128 (20.03 KB)
 Trainable params: 5,120 (20.00 KB)
 Non-trainable params: 8 (32.00 B)`.trim(),
  );
});

it('shows connections where layers branch', () => {
  const text = formatSummary(summarize(tinyResidual()));
  expect(text).toContain('┃ Param # ┃ Connected to         ┃');
  expect(text).toContain('│ add (Add)                       │ (None, 4, 4, 4) │       0 │ project_bn, stem_act │');
  expect(text).toContain('│ x (InputLayer)                  │ (None, 8, 8, 3) │       0 │ -                    │');
});

it('shows several outputs of a layer, and counts the weights of its parts', () => {
  const config = { units: 2, return_state: true };
  const states = tinyNetwork([null, 5, 3], [['both', 'Bidirectional', { layer: { class_name: 'GRU', config } }]]);
  const summary = summarize(states);
  // Keras: 2 * (3 * 6 + 2 * 6 + 2 * 6).
  expect(summary).toMatchObject({ total: 84, trainable: 84 });
  expect(formatSummary(summary)).toContain('│ both (Bidirectional) │ [(None, 4), (None, 2), (None, 2)] │      84 │');
});

it('counts what a Normalization layer was adapted to as Keras does', () => {
  const adapted = tinyNetwork([null, 3], [['scale', 'Normalization']]);
  expect(summarize(adapted)).toMatchObject({ total: 7, trainable: 0, nonTrainable: 7 });
});
