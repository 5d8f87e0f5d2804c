import { GraftError, type Network } from '@graftjs/core';
import { sliceNetwork } from '@graftjs/network';
import { traceDataPath } from './data-path.js';
import { cutPositions } from './list-cuts.js';

/**
 * The network without its last layers: `count` of those on the way from its data input to its output, as `model.layers[-2].output`
 * leaves out one in Keras. The network itself stays as it is; weights are shared, not copied.
 *
 * @param count a whole number from 0; what is left must end in a cut
 * @throws GraftError 'bad-option'; 'too-many-layers' where nothing would be left, which names the layers; 'unknown-cut' where a
 * branch would be left, which says how many can be dropped instead; 'several-outputs'
 * @example
 * dropLast(vgg19, 1).outputs; // [{ from: 'fc2' }]
 */
export function dropLast(network: Network, count: number): Network {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new GraftError(
      'bad-option',
      `How many last layers are dropped is a whole number from 0; got ${String(count)}.`,
    );
  }
  const path = traceDataPath(network);
  const names = path.steps.map(({ layer }) => layer.name);
  const left = names.length - 1 - count;
  if (left < 0) {
    throw new GraftError(
      'too-many-layers',
      `${network.name} has ${names.length} layers on the way from "${path.input}" to its output, so ${count} cannot be dropped: ` +
        `${shorten(names)}. Drop at most ${names.length - 1}.`,
    );
  }
  const cuts = cutPositions(path);
  if (cuts.includes(left)) return count === 0 ? network : sliceNetwork(network, { upTo: names[left] });
  const around = [cuts.find((cut) => cut > left), cuts.filter((cut) => cut < left).at(-1)];
  const ways = around.flatMap((cut) =>
    cut === undefined ? [] : `${names.length - 1 - cut} (to "${names[cut] ?? ''}")`,
  );
  throw new GraftError(
    'unknown-cut',
    `Without its last ${count} layers ${network.name} would end at "${names[left] ?? ''}", which is no cut: another path goes around ` +
      `it. Drop ${ways.join(' or ')}.`,
  );
}

/** The last ones, of which some might be dropped. */
function shorten(names: readonly string[]): string {
  const shown = names.slice(-20).join(', ');
  return names.length > 20 ? `…, ${shown}` : shown;
}
