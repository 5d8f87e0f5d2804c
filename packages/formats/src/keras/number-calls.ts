import type { Call, KerasStyle, TensorRef } from './model-parts.js';
import type { RawRef } from './read-calls.js';
import { functionalClasses } from './rules.js';

/** What a functional model lists, as far as the numbers of its calls go. */
export interface Numbered {
  readonly name: string;
  readonly className: string;
  readonly isModel: boolean;
  readonly calls: readonly Call<RawRef>[];
}

/** Turns a file's reference into one that counts the calls of every layer from 0. */
export type ToTensorRef = (raw: RawRef, as: 'input' | 'output') => TensorRef;

/**
 * A model within a model has a call of its own besides those in the file: Keras 2 counts it first everywhere, Keras 3 only
 * where it names the outputs of the whole, and only for functional models; Keras 2 not for a stack that was built late. So
 * the numbers themselves decide, and the rule only where they could mean both.
 *
 * @param style how the file writes calls
 * @see keras/src/models/functional.py, `get_config`; tf_keras/src/engine/functional.py, `_should_skip_first_node`
 */
export function numberCalls(listed: readonly Numbered[], outputs: readonly RawRef[], style: KerasStyle): ToTensorRef {
  const inputs = listed.flatMap(({ calls }) => calls.flatMap((call) => call.inputs));
  const all = [...inputs, ...outputs];
  const numbersIn = style === 'keras 2' ? { input: all, output: all } : { input: inputs, output: outputs };
  const shifts = new Map<string, number>();
  for (const { name, className, isModel, calls } of listed) {
    if (!isModel) continue;
    for (const as of ['input', 'output'] as const) {
      const numbers = new Set(numbersIn[as].filter(({ layer }) => layer === name).map(({ node }) => node));
      const byRule = style === 'keras 2' || (as === 'output' && functionalClasses.includes(className));
      const counted = [...numbers].some((number) => number >= calls.length) || (byRule && !numbers.has(0));
      shifts.set(`${as} ${name}`, counted ? 1 : 0);
    }
  }
  return ({ layer, node, output }, as) => ({ layer, call: node - (shifts.get(`${as} ${layer}`) ?? 0), output });
}
