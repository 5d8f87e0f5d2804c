import type { Model } from '@graftjs/core';
import { byteSource } from '@graftjs/formats/source/byte-source';
import { openArchive } from '@graftjs/formats/zip/open-archive';
import { readKeras } from '@graftjs/formats/keras';
import { expect, it } from 'vitest';
import { decodeBundle } from '../decode-bundle.js';
import { encodeBundle } from '../encode-bundle.js';
import { numbersPlugin, tinyRun } from '../fixtures/tiny-run.js';
import { packExport } from './encode-export.js';
import type { ExportFormatName } from './export-formats.js';
import { prepareExport } from './prepare-export.js';

const numbers = decodeBundle(encodeBundle(tinyRun()), { preprocessors: [numbersPlugin] });
const spec = { input: 'input', width: 4, height: 4, mean: 127.5, std: 127.5 };
const model: Model<never> = { ...numbers, preprocess: { ...numbers.preprocess, kind: 'image', spec } };

const pack = async (format: ExportFormatName) => {
  const bytes = await packExport(prepareExport(model, format), 'flowers');
  return { bytes, archive: await openArchive(byteSource(bytes)) };
};

it.each([
  ['keras', ['flowers.keras', 'flowers.keras.md']],
  ['onnx', ['flowers.onnx', 'flowers.onnx.md']],
  ['safetensors', ['flowers.safetensors', 'flowers.safetensors.md']],
  ['tfjs', ['flowers-tfjs/model.json', 'flowers-tfjs/group1-shard1of1.bin', 'flowers-tfjs.md']],
] as const)('packs %s with its guide, always alike', async (format, names) => {
  const { bytes, archive } = await pack(format);
  expect(archive.names).toEqual(names);
  expect((await pack(format)).bytes).toEqual(bytes);
});

it('packs what its writer wrote', async () => {
  const { archive } = await pack('keras');
  const source = (await archive.open('flowers.keras'))!;
  const file = new Uint8Array(source.size);
  await source.read(0, file);
  const { network } = await readKeras(file);
  expect(network.layers.map(({ type }) => type)).toEqual(['Rescaling', ...model.network.layers.map(({ type }) => type), 'Activation']); // prettier-ignore
});

it('refuses a model that takes no pictures', () => {
  expect(() => prepareExport(numbers, 'onnx', 'mine')).toThrow(
    expect.objectContaining({
      code: 'not-exportable',
      message: expect.stringMatching(/^mine takes no pictures but what "numbers" makes of its inputs/) as string,
    }),
  );
});
