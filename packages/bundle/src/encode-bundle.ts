import type { Json, Run } from '@graftjs/core';
import type { TrainedOn } from './decode-bundle.js';
import { describeRecipe } from './describe-recipe.js';
import { encodeRecord } from './encode-record.js';

export interface EncodeOptions {
  /** What an evaluation found. Default: none. */
  readonly metrics?: Json;
  /** What the run was fitted to. Default: that is not told. */
  readonly trainedOn?: TrainedOn | undefined;
  /** The recipe in the form in which it can be run again. Default: a description of `run.recipe`. */
  readonly recipe?: Json;
  /**
   * What else took part in the numbers, by name: `{ engine: 'wasm-4.22.0/folded' }`. Only what is the same wherever the numbers
   * are; never a count of workers, a machine or a time. Default: nothing.
   */
  readonly versions?: Readonly<Record<string, string>>;
}

/**
 * Writes a run as a bundle: one safetensors file that says all that is needed to predict, to go on from it, and to know
 * where it came from. Nothing in it depends on time or machine, so the same run gives the same bytes, with any number of workers.
 *
 * @throws GraftError where the run's network cannot predict its task, 'bundle-invalid' where names are missing or double
 */
export function encodeBundle<Input>(run: Run<Input>, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  const { network, cut, activation, stages, recipe } = run;
  const { backbone, data, head, freeze } = recipe;
  const kept = new Set(network.layers.map((layer) => layer.name));
  const blockEnds = 'network' in backbone ? backbone.blockEnds?.filter((layer) => kept.has(layer)) : undefined;
  return encodeRecord({
    id: `${backbone.id}+${data.name}`,
    network,
    cut,
    activation,
    task: data.task,
    preprocess: backbone.preprocess,
    license: backbone.license,
    backbone: {
      id: backbone.id,
      fingerprint: backbone.fingerprint,
      ...(backbone.pretraining && { pretraining: backbone.pretraining }),
      ...(blockEnds && { blockEnds }),
    },
    head: { id: head.id, spec: head.spec },
    freeze: { id: freeze.id, spec: freeze.spec },
    recipe: options.recipe ?? describeRecipe(recipe),
    metrics: options.metrics ?? null,
    ...(options.trainedOn && { trainedOn: options.trainedOn }),
    stages,
    versions: options.versions ?? {},
  });
}
