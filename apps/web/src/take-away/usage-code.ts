/** A program for Node that shows a picture to a model. */
export function nodeCode(file: string, labels: readonly string[]): string {
  return `import { openAsBlob } from 'node:fs';
import { loadModel } from '@graftjs/bundle';
import { loadBundle } from '@graftjs/bundle/files';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { imagePlugin } from '@graftjs/images';

await startBackend();
const bundle = await loadBundle(${JSON.stringify(file)}, { preprocessors: [imagePlugin] });
const model = await loadModel(bundle, tfjsEngine());
const [{ label, probability }] = await model.predict([await openAsBlob('picture.jpg')]);
console.log(label, probability); // ${describe(labels)}`;
}

/** A label may be anything, and a comment ends with its line. */
function describe(labels: readonly string[]): string {
  const named = labels.slice(0, 5).map((label) => JSON.stringify(label));
  return `${[...named, ...(labels.length > named.length ? ['…'] : [])].join(' or ')}, and from 0 to 1`;
}
