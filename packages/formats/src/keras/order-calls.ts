import type { LayerPart, MaskPart, ModelPart } from './model-parts.js';
import type { Problems } from './problems.js';

/** One call of a layer or model: which one, counted from 0. */
export interface PartCall {
  readonly part: LayerPart | MaskPart | ModelPart;
  readonly call: number;
}

/**
 * All calls within a model, each after those that feed it, else in the order of the file.
 *
 * @param within path of the model, for messages
 */
export function orderCalls(model: ModelPart, within: string, problems: Problems): readonly PartCall[] {
  const calls = new Map<string, PartCall>();
  for (const part of model.parts) {
    if (part.kind === 'input') continue;
    part.calls.forEach((_, call) => calls.set(keyOf(part.name, call), { part, call }));
  }
  const ordered: PartCall[] = [];
  const state = new Map<string, 'open' | 'done'>();
  // By hand instead of by recursion: a network may be deeper than the stack.
  const stack = [...calls.keys()].reverse();
  for (let key = stack.at(-1); key !== undefined; key = stack.at(-1)) {
    const entry = calls.get(key);
    if (entry === undefined || state.get(key) === 'done') {
      stack.pop();
    } else if (state.get(key) === 'open') {
      state.set(key, 'done');
      ordered.push(entry);
      stack.pop();
    } else {
      state.set(key, 'open');
      const { inputs = [], mask } = entry.part.calls[entry.call] ?? {};
      const before = [...inputs, ...(mask === undefined ? [] : [mask])].map(({ layer, call }) => keyOf(layer, call));
      if (before.some((other) => state.get(other) === 'open')) {
        problems.add('keras-invalid', `layer "${within}${entry.part.name}" feeds itself`);
        return [];
      }
      stack.push(...before.filter((other) => !state.has(other)).reverse());
    }
  }
  return ordered;
}

function keyOf(layer: string, call: number): string {
  return `${call} ${layer}`;
}
