import { GraftError, type Network } from '@graftjs/core';
import { openNetworkFile } from '@graftjs/formats/files';
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
  try {
    const { network, notes } = await openNetworkFile(file);
    return { network, notes: notes.map(({ message }) => message) };
  } catch (error) {
    if (!(error instanceof GraftError) || error.code !== 'is-bundle') throw error;
    const { network, activation, preprocess } = await openBundle(file);
    const scores = activation === 'linear' ? 'what it reports' : `scores before the ${activation}`;
    return {
      network,
      notes: [
        `A bundle's network takes pictures as ${JSON.stringify(preprocess.spec)} prepares them, and gives ${scores}.`,
      ],
    };
  }
}
