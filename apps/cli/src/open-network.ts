import type { Network } from '@graftjs/core';
import { openNetworkFile } from '@graftjs/formats/files';
import { isBundle } from './is-bundle.js';
import { openBundle } from './open-bundle.js';

/** A network from a file, and what the user may want to know of it. */
export interface OpenedNetwork {
  readonly network: Network;
  readonly notes: readonly string[];
}

/**
 * Opens the network of any file that has one: of other people's formats, or a bundle.
 *
 * @throws GraftError as `openNetworkFile` and `openBundle` do
 */
export async function openNetwork(file: string): Promise<OpenedNetwork> {
  if (!(await isBundle(file))) {
    const { network, notes } = await openNetworkFile(file);
    return { network, notes: notes.map(({ message }) => message) };
  }
  const { network, activation, preprocess } = await openBundle(file);
  const gives = activation === 'linear' ? 'what it reports' : `scores before the ${activation}`;
  const spec = JSON.stringify(preprocess.spec);
  return { network, notes: [`A bundle's network takes pictures as ${spec} prepares them, and gives ${gives}.`] };
}
