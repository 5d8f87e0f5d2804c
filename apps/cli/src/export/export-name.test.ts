import { expect, it } from 'vitest';
import { checkExportName } from './export-name.js';

it.each([
  ['keras', 'pets.onnx', '--to keras writes a .keras file; got --out pets.onnx. Name it pets.keras.'],
  ['onnx', 'models/pets', '--to onnx writes a .onnx file; got --out models/pets. Name it models/pets.onnx.'],
  ['safetensors', 'v1.2', '--to safetensors writes a .safetensors file; got --out v1.2. Name it v1.2.safetensors.'],
  [
    'tfjs',
    'model.json',
    '--to tfjs writes a folder: model.json and its weights; got --out model.json. Name a folder, such as model-tfjs.',
  ],
] as const)('refuses to export as %s to %s', (to, out, message) => {
  expect(() => {
    checkExportName(to, out);
  }).toThrow(expect.objectContaining({ code: 'bad-output', message }));
});

it.each([
  ['keras', 'pets.keras'],
  ['onnx', 'PETS.ONNX'],
  ['tfjs', 'pets-v1.2'],
] as const)('exports as %s to %s', (to, out) => {
  checkExportName(to, out);
});
