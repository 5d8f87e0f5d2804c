import { GraftError } from '@graftjs/core';
import { exportFormats, type ExportFormatName } from '@graftjs/bundle/export';

/** What is a file's name to every other program, and so none for a folder. */
const ofFiles = /\.(keras|h5|onnx|safetensors|json|bin|tflite)$/i;

/**
 * Makes sure that what is exported is called what it is: other programs go by the ending.
 *
 * @throws GraftError 'bad-output'
 */
export function checkExportName(to: ExportFormatName, out: string): void {
  const { ending } = exportFormats[to];
  const [bare, isFile] = [out.replace(ofFiles, ''), ofFiles.test(out)];
  if (ending === undefined) {
    if (!isFile) return;
    throw new GraftError(
      'bad-output',
      `--to ${to} writes a folder: model.json and its weights; got --out ${out}. Name a folder, such as ${bare}-tfjs.`,
    );
  }
  if (out.toLowerCase().endsWith(ending)) return;
  throw new GraftError('bad-output', `--to ${to} writes a ${ending} file; got --out ${out}. Name it ${bare}${ending}.`);
}
