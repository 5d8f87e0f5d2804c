import type { PreprocessPlugin } from '@graftjs/core';
import { encoders } from '#platform';

/** Each is loaded by the bundle that names it. */
const builtIn: Readonly<Record<string, () => Promise<PreprocessPlugin<never>>>> = {
  image: async () => (await import('@graftjs/images')).imagePlugin,
  text: async () => (await import('@graftjs/text')).textPlugin,
  ...encoders,
};

/**
 * The plugins that may restore a bundle's preprocessing: the caller's own, or else the built-in one for its kind.
 *
 * @param kind as the bundle names it; undefined where the file is no bundle, which its reader then says
 * @throws GraftError 'missing-module' where an encoder is not installed
 */
export async function findPreprocessor(
  kind: string | undefined,
  own: readonly PreprocessPlugin<never>[],
): Promise<readonly PreprocessPlugin<never>[]> {
  if (kind === undefined || !Object.hasOwn(builtIn, kind) || own.some((plugin) => plugin.kind === kind)) return own;
  const plugin = await builtIn[kind]?.();
  return plugin === undefined ? own : [plugin];
}
