import type { ExportedModel, PictureSpec } from './prepare-export.js';

/**
 * What somebody needs to know who is handed an exported file and nothing else, with the code to use it, in Markdown.
 *
 * @param file its name, without folders
 */
export function exportGuide(model: ExportedModel, file: string): string {
  const { id, license, columns, probabilities, format } = model;
  const what = probabilities ? 'the probability of each label' : 'a number for each name';
  return [
    `# ${file}`,
    `${id}, exported by Graft as ${format}. Licence of the pretrained weights: ${license}.`,
    `**In**: ${describeInput(model)}`,
    `**Out**: float32 \`[batch, ${columns.length}]\`, ${what}, in this order:`,
    columns.map((column, at) => `${at}. ${column}`).join('\n'),
    '## A picture',
    describePicture(model.spec),
    format === 'safetensors'
      ? ofSafetensors(model, file)
      : format === 'tfjs'
        ? ofLayersModel(model, file)
        : python(model, file),
    '',
  ].join('\n\n');
}

function describeInput({ spec, takesPixels }: ExportedModel): string {
  const { input, width, height, channels = 'rgb' } = spec;
  const shape = `\`${input}\`, float32 \`[batch, ${height}, ${width}, ${channels === 'grey' ? 1 : 3}]\``;
  if (takesPixels) {
    const order = channels === 'grey' ? 'brightness' : 'red, green, blue';
    return `${shape}, levels from 0 to 255 as they are (${order}). Scaling and channel order are inside the file.`;
  }
  return `${shape}, \`(level - mean) / std\` of levels from 0 to 255, with the mean ${show(spec.mean)} and the std ${show(spec.std)}${perChannel(spec)}; channels: ${channels}.`;
}

function perChannel({ mean, std }: PictureSpec): string {
  return typeof mean === 'number' && typeof std === 'number' ? '' : ' (of red, green and blue)';
}

function show(values: PictureSpec['mean']): string {
  return [values].flat().join(', ');
}

function describePicture({ width, height, resize = 'squash', filter = 'bilinear', channels }: PictureSpec): string {
  const part = resize === 'crop' ? `its largest centred part of the same aspect ratio is resized` : 'it is resized';
  const grey = channels === 'grey' ? ' Then it is made grey.' : '';
  return (
    `Decoded upright (EXIF orientation applied), transparency laid over white, ${part} to ${width} x ${height} pixels with ` +
    `antialiasing, ${filter}, as Pillow up to 12 does it (13 goes over rows first in some sizes, which moves levels by one).${grey} Another resize gives other numbers: OpenCV's and TensorFlow's defaults do not antialias. ` +
    `Decoders of JPEG differ by a level or two a pixel, which can move a probability by a hundredth; those of PNG do not.`
  );
}

function python({ format, columns, spec }: ExportedModel, file: string): string {
  const name = JSON.stringify(file);
  const load =
    format === 'onnx'
      ? ['import onnxruntime', `model = onnxruntime.InferenceSession(${name})`]
      : ['import keras', `model = keras.saving.load_model(${name})`];
  const run =
    format === 'onnx'
      ? `model.run(None, {${JSON.stringify(spec.input)}: pixels})[0]`
      : 'model.predict(pixels, verbose=0)';
  return fenced('python', [
    '# pip install "pillow<13" numpy ' + (format === 'onnx' ? 'onnxruntime' : 'keras tensorflow'),
    'import sys',
    ...load.slice(0, 1),
    'import numpy as np',
    'from PIL import Image, ImageOps',
    '',
    `labels = ${JSON.stringify(columns)}`,
    ...load.slice(1),
    'picture = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGBA")',
    'picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")',
    `picture = ${resizeCall(spec)}`,
    ...(spec.channels === 'grey' ? ['picture = picture.convert("L")'] : []),
    `pixels = np.asarray(picture, np.float32).reshape(1, ${spec.height}, ${spec.width}, ${spec.channels === 'grey' ? 1 : 3})`,
    `answer = ${run}`,
    'for label, value in zip(labels, answer[0]):',
    '    print(label, value)',
  ]);
}

function resizeCall({ width, height, resize = 'squash', filter = 'bilinear' }: PictureSpec): string {
  const how = `Image.Resampling.${filter.toUpperCase()}`;
  return resize === 'crop'
    ? `ImageOps.fit(picture, (${width}, ${height}), ${how})`
    : `picture.resize((${width}, ${height}), ${how})`;
}

function ofSafetensors({ columns, spec }: ExportedModel, file: string): string {
  return fenced('js', [
    '// npm install @graftjs/formats @graftjs/images @graftjs/engines @tensorflow/tfjs-core',
    "import { openAsBlob } from 'node:fs';",
    "import { tfjsEngine } from '@graftjs/engines';",
    "import { startBackend } from '@graftjs/engines/backends';",
    "import { openNetworkFile } from '@graftjs/formats/files';",
    "import { imagePreprocess } from '@graftjs/images';",
    '',
    `const labels = ${JSON.stringify(columns)};`,
    `const { prepare, batch } = imagePreprocess(${JSON.stringify(spec)});`,
    `const { network } = await openNetworkFile(${JSON.stringify(file)});`,
    'await startBackend();',
    'const session = await tfjsEngine().load(network);',
    'const [answer] = await session.run(batch([await prepare(await openAsBlob(process.argv[2]))]));',
    'labels.forEach((label, at) => console.log(label, answer.data[at]));',
  ]);
}

function ofLayersModel({ columns, spec }: ExportedModel, file: string): string {
  return fenced('js', [
    '// npm install @graftjs/images @tensorflow/tfjs; in a page, with the folder and a picture beside it',
    "import { imagePreprocess } from '@graftjs/images';",
    "import * as tf from '@tensorflow/tfjs';",
    '',
    `const labels = ${JSON.stringify(columns)};`,
    `const { prepare, batch } = imagePreprocess(${JSON.stringify(spec)});`,
    `const model = await tf.loadLayersModel(${JSON.stringify(`${file}/model.json`)});`,
    "const picture = await (await fetch('picture.jpg')).blob();",
    `const { shape, data } = batch([await prepare(picture)]).get(${JSON.stringify(spec.input)});`,
    'const answer = await model.predict(tf.tensor(data, shape)).data();',
    'labels.forEach((label, at) => console.log(label, answer[at]));',
  ]);
}

function fenced(language: string, lines: readonly string[]): string {
  return `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;
}
