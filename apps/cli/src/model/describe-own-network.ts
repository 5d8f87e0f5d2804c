import {
  findClassifier,
  findOwnScaling,
  networkBackbone,
  takePart,
  type PixelName,
  type PixelSpec,
} from '@graftjs/backbones';
import { GraftError, type Network } from '@graftjs/core';
import { findBottleneck, listCuts } from '@graftjs/cut';
import { openNetworkFile } from '@graftjs/formats/files';
import { describeHead } from './describe-head.js';
import { describeNetwork, type Description, type NetworkFacts } from './describe-network.js';
import type { InspectFlags } from '../commands/inspect.js';
import { readPreprocess } from './model-files.js';
import { lastPart } from './own-network.js';

/**
 * A network of the user's own: what is known of it, and what is not. Only a head asks for pictures; any network can be looked at.
 *
 * @throws what `openNetworkFile`, `takePart` and `networkBackbone` throw
 */
export async function describeOwnNetwork(file: string, flags: InspectFlags): Promise<Description> {
  const { network: whole, kind, metadata, notes } = await openNetworkFile(file);
  const { head, cuts, top, dropLast, inputSize, cut } = flags;
  const part = { network: whole, dropLast, inputSize, top, upTo: top && inputSize !== undefined ? cut : undefined };
  const preprocess = (await readPreprocess(flags.preprocess)) as PixelName | PixelSpec | undefined;
  const isChanged = !top || dropLast !== undefined || inputSize !== undefined || head !== undefined;
  const isPicture = whole.inputs.length === 1 && whole.inputs[0]?.shape.length === 4;
  const { network, classifier } =
    isChanged || isPicture ? takePart(part) : { network: whole, classifier: findClassifier(whole) };
  const own = findOwnScaling(network);
  const facts: NetworkFacts = {
    id: lastPart(file),
    network,
    bottleneck: bottleneckOf(network, classifier?.layer),
    preprocess:
      preprocess !== undefined
        ? networkBackbone({ ...part, preprocess }).preprocess
        : own === undefined
          ? 'not said by the file; to use it, say --preprocess caffe, torch, tf, 0..1, none or a JSON file'
          : `levels from 0 to 255, which ${own} scales`,
    license: 'NOASSERTION',
    file: { kind, metadata },
    notes,
  };
  // Of the backbone only its shape is shown.
  const shown =
    head === undefined
      ? facts
      : {
          ...facts,
          ...(await describeHead(networkBackbone({ ...part, preprocess: preprocess ?? 'none' }), head, flags)),
        };
  return describeNetwork({ ...shown, cuts: cuts ? listCuts(shown.network) : undefined });
}

/** Undefined where a network cannot be cut: it has several outputs, say. */
function bottleneckOf(network: Network, classifier: string | undefined): NetworkFacts['bottleneck'] {
  try {
    return findBottleneck(network, { classifier });
  } catch (error) {
    if (error instanceof GraftError) return undefined;
    throw error;
  }
}
