/** A program for Node that shows a picture to a model. */
export function nodeCode(file: string, labels: readonly string[]): string {
  return `import { openAsBlob } from 'node:fs';
import { openModel } from '@graftjs/predict';

const model = await openModel(${JSON.stringify(file)});
const [{ label, probability }] = await model.predict([await openAsBlob('picture.jpg')]);
console.log(label, probability); // ${describe(labels)}`;
}

/** A script of a page, for a bundler, that shows chosen pictures to a model which lies beside the page. */
export function pageCode(file: string, labels: readonly string[]): string {
  return `import { openModel } from '@graftjs/predict';

const model = await openModel(${JSON.stringify(encodeURIComponent(file))});
const input = Object.assign(document.createElement('input'), { type: 'file' });
input.onchange = async () => {
  const [{ label, probability }] = await model.predict([...input.files]);
  console.log(label, probability); // ${describe(labels)}
};
document.body.append(input);`;
}

/** A label may be anything, and a comment ends with its line. */
function describe(labels: readonly string[]): string {
  const named = labels.slice(0, 5).map((label) => JSON.stringify(label));
  return `${[...named, ...(labels.length > named.length ? ['…'] : [])].join(' or ')}, and from 0 to 1`;
}
