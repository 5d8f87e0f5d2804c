import type { Progress } from '@graftjs/train';
import type { Noun } from '../model/any-input.js';
import { formatAbout, formatBytes, formatCount } from '../output/format-amounts.js';

type Phase<Name extends Progress['phase']> = Extract<Progress, { readonly phase: Name }>;

/** From here on it is said what would cost less: seconds of steps, bytes of memory. */
const LONG = 300;
const LARGE = 2e9;

/**
 * What the frozen part of a stage will cost, before it runs.
 *
 * @param options.onDisk whether features are kept on the disk
 * @param options.noun what the examples are called
 */
export function describeFeaturePrice(
  price: Phase<'price'>,
  { onDisk, noun }: { readonly onDisk: boolean; readonly noun: Noun },
): string {
  const { stage, boundary, examples, views, bytes, kept, seconds } = price;
  const count = (examples.train ?? 0) + (examples.validation ?? 0);
  const many = `${formatCount(count, noun)}${views > 1 ? ` (${views} views of those to train on)` : ''}`;
  const time = formatAbout(seconds);
  const room = formatBytes(bytes);
  if (boundary === undefined) {
    const cost =
      kept === 'memory'
        ? `${time}, ${room} of memory for them`
        : `${time} in every epoch, for ${room} are too much for memory`;
    return `${stage}: nothing is frozen at the front, so ${many} are only ${noun === 'text' ? 'prepared' : 'decoded'}${kept === 'memory' ? ' once' : ''}: ${cost}.`;
  }
  const disk = onDisk ? ' and of disk' : '';
  if (kept === 'memory')
    return `${stage}: ${many} run once up to ${boundary}: ${time}, ${room} of memory${disk} for their features.`;
  const source = onDisk
    ? 'read from the disk in every epoch'
    : 'made anew in every epoch; without --cache none they would be kept';
  return `${stage}: ${many} run up to ${boundary}: ${time}; ${room} are too much for memory, so they are ${source}.`;
}

/** What the steps of a stage will cost, before the first of them; and, where that is much, what costs less. */
export function describeTrainingPrice({ stage, minutes, bytes, laterBoundaries }: Phase<'training-price'>): string {
  const price = `${stage}: ${formatAbout(60 * minutes)} of steps if it runs to its last epoch, ${formatBytes(bytes)} of memory.`;
  if (60 * minutes < LONG && bytes < LARGE) return price;
  // The last one freezes every block.
  const fewer = laterBoundaries.map((later, at) => ({ ...later, blocks: laterBoundaries.length - 1 - at }));
  const chosen = fewer.filter(({ blocks }) => [8, 4, 2, 1].includes(blocks));
  if (chosen.length === 0) return price;
  const listed = chosen.map(
    (less) => `${formatAbout(60 * less.minutes)} and ${formatBytes(less.bytes)} for the last ${less.blocks}`,
  );
  return `${price} With fewer blocks to train it would be less: ${listed.join('; ')}.`;
}

/** How training stands, within a bar. */
export function describeStep({ loss, learningRate }: Phase<'step'>): string {
  return `loss ${loss.toFixed(3)}  rate ${formatRate(learningRate)}`;
}

/** One line an epoch. */
export function describeEpoch(epoch: Phase<'epoch'>, isBest: boolean): string {
  const { stage, trainLoss, trainAccuracy, validationLoss, validationAccuracy } = epoch;
  const training = trainLoss.toFixed(3) + describeRight(trainAccuracy);
  const validation =
    validationLoss === null ? '' : `, validation ${validationLoss.toFixed(3)}${describeRight(validationAccuracy)}`;
  return `${stage}, epoch ${epoch.epoch}: training loss ${training}${validation}${isBest ? ', the best so far' : ''}`;
}

function describeRight(accuracy: number | null): string {
  return accuracy === null ? '' : ` (${(100 * accuracy).toFixed(1)} % right)`;
}

/** `0.001`, `9.5e-5`. */
function formatRate(rate: number): string {
  const short = Number(rate.toPrecision(2));
  return short < 1e-3 ? short.toExponential() : String(short);
}
