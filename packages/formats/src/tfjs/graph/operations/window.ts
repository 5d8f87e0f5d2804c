import type { Made, NodeInputs } from '../graph-builder.js';
import { NoCounterpart } from '../graph-builder.js';
import type { GraphNode } from '../graph-node.js';

/** The two lengths in the middle of four, of an attribute about batch, height, width and channels; ones where there is none. */
export function spatial({ attributes }: GraphNode, name: string): [number, number] {
  const all = attributes.numbers(name);
  if (all.length === 0) return [1, 1];
  const [batch = 0, height = 0, width = 0, channels = 0, ...more] = all;
  if (batch === 1 && channels === 1 && more.length === 0) return [height, width];
  throw new NoCounterpart(`has the ${name} [${all.join(', ')}], which reach over other axes than height and width`);
}

export function requireChannelsLast({ attributes }: GraphNode): void {
  const order = attributes.text('data_format') ?? 'NHWC';
  if (order !== 'NHWC') throw new NoCounterpart(`has the axes ${order}; known is NHWC`);
}

/** How a window goes over the edges of the node's first input, which is padded by a layer of its own where margins are given. */
export function padOf({ node, madeApart, name, builder }: NodeInputs): {
  readonly padding: string;
  readonly input: Made;
} {
  const padding = node.attributes.text('padding');
  const input = madeApart(0);
  if (padding === 'VALID') return { padding: 'valid', input };
  if (input.apart !== undefined) throw new NoCounterpart('pads the parts of a picture that is taken apart');
  if (padding === 'SAME') return { padding: 'same', input };
  const margins = node.attributes.numbers('explicit_paddings');
  if (padding !== 'EXPLICIT' || margins.length !== 8)
    throw new NoCounterpart(`has the padding ${JSON.stringify(padding)}`);
  const pairs = [0, 2, 4, 6].map((at) => margins.slice(at, at + 2));
  return {
    padding: 'valid',
    input: builder.layer(`${name}/pad`, 'ZeroPadding2D', { padding: inside(pairs) }, [input]),
  };
}

/** Margins of height and width alone, out of those of all four axes. */
export function inside(pairs: readonly (readonly number[])[]): number[][] {
  const [batch = [], height = [], width = [], channels = [], ...more] = pairs;
  if (pairs.length === 4 && more.length === 0 && [...batch, ...channels].every((margin) => margin === 0)) {
    return [[...height], [...width]];
  }
  throw new NoCounterpart('pads other axes than height and width');
}
