import { existsSync } from 'node:fs';
import { GraftError, type Network } from '@graftjs/core';
import { openNetworkFile } from '@graftjs/formats/files';
import { describePreprocess } from './describe-preprocess.js';
import { isBundle } from './is-bundle.js';
import { checkThere } from './named-file.js';
import { openBundle } from './open-bundle.js';
import { builtIn } from './plugins.js';

/** A network from a file, and what the user may want to know of it. */
export interface OpenedNetwork {
  readonly network: Network;
  readonly notes: readonly string[];
}

/**
 * Opens the network of any file that has one: of other people's formats, or a bundle.
 *
 * @throws GraftError 'not-a-file' for a backbone by name, 'cannot-read-file', and as `openNetworkFile` and `openBundle` do
 */
export async function openNetwork(file: string): Promise<OpenedNetwork> {
  if (Object.hasOwn(builtIn.backbones, file) && !existsSync(file)) {
    throw new GraftError(
      'not-a-file',
      `${file} is a backbone by name, and a network's file is wanted. Write it to one: graft export ${file} --to keras --out ${file}.keras.`,
    );
  }
  await checkThere(file);
  if (!(await isBundle(file))) {
    const { network, notes } = await openNetworkFile(file);
    return { network, notes: notes.map(({ message }) => message) };
  }
  const { network, activation, preprocess } = await openBundle(file);
  const gives = activation === 'linear' ? 'what it reports' : `scores before the ${activation}`;
  return {
    network,
    notes: [`A bundle's network takes its inputs prepared, ${describePreprocess(preprocess)}, and gives ${gives}.`],
  };
}
