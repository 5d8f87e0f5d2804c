import type { HostTensor, Json } from '@graftjs/core';
import { bytesOf } from '@graftjs/core';
import { inputsOf, kerasCases, networkOf, type KerasCase } from '@graftjs/network/fixtures/keras-cases';
import { expect, it } from 'vitest';
import { readFixture } from '../src/fixtures/read-fixture.js';
import { wrappedOptions } from '../src/keras/rules.js';
import { readLayersModel, readTfjsArtifacts } from '../src/tfjs.js';
import { stockLayers, unseenLayers } from '../src/tfjs/stock-layers.js';
import { stockRole } from '../src/tfjs/stock-options.js';
import { expectedOf, run } from './networks.js';
import { loadStock, runStock } from './stock.js';

/** Of the largest output. */
const TOLERANCE = 1e-4;

type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** The files of a model, as the converter of TensorFlow.js writes them. */
function filesOf(topology: Json, weights: readonly (readonly [name: string, value: HostTensor])[]): Files {
  const specs = weights.map(([name, { shape, dtype }]) => ({ name, shape, dtype }));
  const model = {
    format: 'layers-model',
    modelTopology: topology,
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: specs }],
  };
  return new Map([
    ['model.json', new TextEncoder().encode(JSON.stringify(model))],
    ['group1-shard1of1.bin', new Uint8Array(Buffer.concat(weights.map(([, value]) => bytesOf(value))))],
  ]);
}

/** A model of one layer with every option as Keras 2 writes it. */
function filesOfCase(example: KerasCase): Files {
  const { type, options, inputs, outputs } = example;
  const { weights } = networkOf(example);
  const wrapped = wrappedOptions[type] ?? [];
  const config = Object.entries(options).map(([name, value]): [string, Json] => {
    if (type === 'LeakyReLU' && name === 'negative_slope') return ['alpha', value];
    if (!wrapped.includes(name)) return [name, value];
    const inner = value as { readonly class_name: string; readonly config: object };
    return [name, { ...inner, config: { ...inner.config, name: inner.class_name.toLowerCase(), trainable: true } }];
  });
  const layers = [
    ...inputs.map(({ shape, kind }, at) => ({
      class_name: 'InputLayer',
      config: {
        batch_input_shape: [null, ...shape.slice(1)],
        dtype: kind === 'whole' ? 'int32' : 'float32',
        sparse: false,
        name: `input${at}`,
      },
      name: `input${at}`,
      inbound_nodes: [],
    })),
    {
      class_name: type,
      config: { ...Object.fromEntries(config), name: 'layer', trainable: true, dtype: 'float32' },
      name: 'layer',
      inbound_nodes: [inputs.map((_, at) => [`input${at}`, 0, 0, {}])],
    },
  ];
  const topology = {
    keras_version: '2.15.0',
    backend: 'tensorflow',
    model_config: {
      class_name: 'Functional',
      config: {
        name: 'one-layer',
        layers,
        input_layers: inputs.map((_, at) => [`input${at}`, 0, 0]),
        output_layers: outputs.map((_, at) => ['layer', 0, at]),
      },
    },
  };
  return filesOf(
    topology as unknown as Json,
    [...weights].map(([role, value]) => [`layer/${stockRole(type, options, role)}`, value] as const),
  );
}

/** The largest difference as a part of the largest value; infinite where shapes differ. */
function distance(
  got: readonly HostTensor[],
  wanted: readonly { readonly shape: readonly number[]; readonly data: ArrayLike<number> }[],
): number {
  const shapes = (list: readonly { readonly shape: readonly number[] }[]) => list.map(({ shape }) => shape).join('; ');
  if (shapes(got) !== shapes(wanted)) return Infinity;
  const each = got.map(({ data }, at) => {
    const expected = Array.from(wanted[at]!.data);
    const largest = Math.max(...expected.map(Math.abs));
    return Math.max(...[...data].map((value, i) => Math.abs(value - expected[i]!))) / largest;
  });
  return Math.max(0, ...each);
}

/** What stock TensorFlow.js makes of it; undefined where it answers as Keras does. */
async function verdict(files: Files, inputs: readonly HostTensor[], outputs: Parameters<typeof distance>[1]) {
  try {
    const model = await loadStock(files);
    const answers = await runStock(model, inputs);
    model.dispose();
    const off = distance(answers, outputs);
    if (off <= TOLERANCE) return undefined;
    return off === Infinity
      ? '**wrong**: an answer of another shape'
      : `**wrong** by ${Number((100 * off).toPrecision(1))} %`;
  } catch (error) {
    const [sentence = ''] = String((error as Error).message).split(/\n|\. |: /);
    return `refuses: ${sentence.slice(0, 90)}`;
  }
}

/**
 * In Keras 2 and TensorFlow.js, hard_sigmoid means something else than in Keras 3, which made the fixtures; masks are no
 * inputs and outputs there, and the inputs of MultiHeadAttention are arguments of calls.
 */
const isComparable = ({ type, options }: KerasCase): boolean =>
  !JSON.stringify(options).includes('hard_sigmoid') &&
  options['mask'] !== true &&
  options['mask_zero'] !== true &&
  !['Masking', 'MultiHeadAttention'].includes(type);

it('what stock TensorFlow.js gets wrong or refuses is read as in Keras, and listed in docs/tfjs.md', async () => {
  const missing = new Set(['MultiHeadAttention']);
  const rows: (readonly string[])[] = [];
  let right = 0;
  for (const example of kerasCases.filter(isComparable)) {
    const { name, type, outputs } = example;
    const inputs = [...inputsOf(example).values()];
    const files = filesOfCase(example);
    const { network } = await readLayersModel(await readTfjsArtifacts(files));
    expect(distance(await run(network, inputs), outputs), name).toBeLessThanOrEqual(TOLERANCE);
    const found = await verdict(files, inputs, outputs);
    if (found?.includes('Unknown layer') === true) missing.add(type);
    else if (found === undefined) right++;
    else rows.push([type, name.slice(type.length + 2), found]);
  }
  for (const model of ['plain', 'branches']) {
    const { inputs, outputs } = expectedOf(model);
    const config = JSON.parse(new TextDecoder().decode(readFixture(`keras/${model}.k3.json`))) as Json;
    const { tensors } = await readTfjsArtifacts(filesIn(model));
    const files = filesOf({ keras_version: '3.15.1', model_config: config }, [...tensors]);
    const { network } = await readLayersModel(await readTfjsArtifacts(files));
    expect(distance(await run(network, inputs), outputs)).toBeLessThanOrEqual(TOLERANCE);
    rows.push(['any', `the JSON of Keras 3: model "${model}"`, (await verdict(files, inputs, outputs)) ?? 'right']);
  }
  expect([...missing].filter((type) => stockLayers[type] !== undefined)).toEqual([]);
  await expect(page(rows, [...missing].sort(), right)).toMatchFileSnapshot('../../../docs/tfjs.md');
});

function filesIn(model: string): Files {
  return new Map(['model.json', 'group1-shard1of1.bin'].map((name) => [name, readFixture(`tfjs/${model}/${name}`)]));
}

function page(rows: readonly (readonly string[])[], missing: readonly string[], right: number): string {
  const seen = missing.filter((type) => !unseenLayers.test(type));
  const unseen = missing.filter((type) => unseenLayers.test(type));
  return `# Models of TensorFlow.js, and what the stock loader makes of them

Made by \`packages/formats/test/stock-table.test.ts\`: every fixture of the layer table, whose answers are Keras's, as the files of a layers model with the options as Keras 2 writes them. Stock is \`tf.loadLayersModel\` of TensorFlow.js 4.22. \`readLayersModel\` answers all of them as Keras does, within ${TOLERANCE} of the largest value.

Stock answers ${right} of these fixtures as Keras does. It refuses or gets wrong:

${table(['layer', 'fixture', 'stock TensorFlow.js'], rows)}

It does not have these layers, and refuses them: ${seen.join(', ')}.

Nor has it these, which give back what they are given when a model answers: ${unseen.join(', ')}. \`writeLayersModel\` writes them as linear activations; what else is in the table it refuses by name.
`;
}

/** Aligned, as prettier has it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '/')));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  const [first = [], ...rest] = all;
  return [line(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(line)].join('\n');
}
