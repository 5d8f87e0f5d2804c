import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Makes a program for Node of TypeScript: for tests that start, kill or starve a process of their own.
 *
 * @param source a file, or a text and the folder from which its imports are found
 * @param outfile where it is written, with the ending .mjs; tfjs is not bundled, so it has to lie below where that is installed
 */
export async function buildProgram(
  source: URL | { readonly text: string; readonly folder: URL },
  outfile: string,
): Promise<void> {
  const entry =
    source instanceof URL
      ? { entryPoints: [fileURLToPath(source)] }
      : { stdin: { contents: source.text, resolveDir: fileURLToPath(source.folder), loader: 'ts' as const } };
  await build({
    ...entry,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@graftjs/source'],
    external: ['@tensorflow/*'],
  });
}
