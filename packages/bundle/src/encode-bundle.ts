import type { Json, Run } from '@graftjs/core';
import { canonicalJson } from '@graftjs/core';
import { listWeights } from '@graftjs/network';
import { writeBundle } from './bundle-file.js';
import { BUNDLE_FORMAT } from './bundle-record.js';
import { checkModel } from './check-model.js';
import { describeRecipe } from './describe-recipe.js';
import { parseRecord } from './parse-record.js';
import { version } from './version.js';

export interface EncodeOptions {
  /** What an evaluation found. Default: none. */
  readonly metrics?: Json;
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
  const { network, recipe } = run;
  checkModel({ network, cut: run.cut, activation: run.activation, task: recipe.data.task });
  const weights = new Map([...network.weights].filter(([name]) => listWeights(network).has(name)));
  const record = canonicalJson(describeRun(run, options));
  parseRecord(record);
  return writeBundle(record, weights);
}

function describeRun<Input>(run: Run<Input>, options: EncodeOptions): Json {
  const { backbone, data, head, freeze } = run.recipe;
  const { name, inputs, layers, outputs } = run.network;
  const kept = new Set(layers.map((layer) => layer.name));
  const blockEnds = 'network' in backbone ? backbone.blockEnds?.filter((layer) => kept.has(layer)) : undefined;
  const record = {
    format: BUNDLE_FORMAT,
    id: `${backbone.id}+${data.name}`,
    network: { name, inputs, layers, outputs },
    cut: run.cut,
    activation: run.activation,
    task: data.task,
    preprocess: { kind: backbone.preprocess.kind, spec: backbone.preprocess.spec },
    license: backbone.license,
    backbone: {
      id: backbone.id,
      fingerprint: backbone.fingerprint,
      ...(backbone.pretraining && { pretraining: backbone.pretraining }),
      ...(blockEnds && { blockEnds }),
    },
    head: { id: head.id, spec: head.spec },
    freeze: { id: freeze.id, spec: freeze.spec },
    recipe: options.recipe ?? describeRecipe(run.recipe),
    metrics: options.metrics ?? null,
    stages: run.stages,
    versions: { ...options.versions, graft: version },
  };
  // Interfaces have no index signature, so the compiler cannot see that all of this is plain data; parseRecord does.
  return record as unknown as Json;
}
