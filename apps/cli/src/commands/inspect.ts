import { GraftError, taskColumns, type OpenBackbone } from '@graftjs/core';
import { namingFile } from '@graftjs/formats/source/with-file';
import { findBottleneck, listCuts, openAtFeatures } from '@graftjs/cut';
import { sliceNetwork } from '@graftjs/network';
import { readSafetensors } from '@graftjs/safetensors';
import type { AnyInput } from '../any-input.js';
import { loadAnyBundle } from '../load-any-bundle.js';
import { cutAt, describeHead } from '../describe-head.js';
import { describeNetwork, type Description, type NetworkFacts } from '../describe-network.js';
import { describeWeights } from '../describe-weights.js';
import { exitCodes } from '../exit-codes.js';
import { checkBackboneName, isFile, openBackbone } from '../open-backbone.js';
import { isBundle } from '../is-bundle.js';
import { readPreprocess } from '../model-files.js';
import { readNamedFile } from '../named-file.js';
import { outColors, type Command } from '../output.js';
import { builtIn } from '../plugins.js';

export interface InspectFlags {
  readonly top: boolean;
  readonly inputSize?: number;
  readonly dropLast?: number;
  readonly preprocess?: string;
  readonly cut?: string;
  readonly head?: string;
  readonly classes?: number;
  readonly cuts?: boolean;
}

/** `graft inspect`: what a network is made of, where it can be cut, what it wants to be fed. */
export const inspect: Command<[target: string, flags: InspectFlags]> = async (target, flags, { output }) => {
  if (flags.head === undefined && (flags.classes !== undefined || flags.cut !== undefined)) {
    throw new GraftError(
      'unused-option',
      '--classes and --cut belong to a head. Add --head linear, or leave them out.',
    );
  }
  checkBackboneName(target, builtIn);
  const { value, text } = await (isFile(target) ? describeFile(target, flags) : describeBackbone(target, flags));
  output.answer(value, text);
  return exitCodes.done;
};

async function describeBackbone(name: string, flags: InspectFlags): Promise<Description> {
  const { top, inputSize, head, dropLast } = flags;
  // An architecture is shown without the values of its weights, so none are read, drawn or held.
  const preprocess = await readPreprocess(flags.preprocess);
  const options = { weights: 'bare', top, inputSize, dropLast, preprocess };
  const opened = await openBackbone(name, options);
  const backbone = 'network' in opened ? opened : openAtFeatures(opened);
  const facts =
    head === undefined ? factsOf(backbone) : { ...backbone, ...(await describeHead(backbone, head, flags)) };
  // That no values were read is no part of its name.
  const id = facts.id.replace(/\/bare$/, '');
  return describeNetwork({ ...facts, id, cuts: flags.cuts ? listCuts(facts.network) : undefined });
}

function factsOf(backbone: OpenBackbone<AnyInput>): NetworkFacts {
  const { network, classifier } = backbone;
  return {
    ...backbone,
    bottleneck: findBottleneck(network, { classifier: classifier?.layer }),
    labels: classifier?.labels,
  };
}

async function describeFile(file: string, flags: InspectFlags): Promise<Description> {
  if (!(await isBundle(file))) return (await import('../describe-own-network.js')).describeOwnNetwork(file, flags);
  const { top, inputSize, dropLast, preprocess } = flags;
  if (!top || [flags.head, inputSize, dropLast, preprocess].some((flag) => flag !== undefined)) {
    throw new GraftError(
      'unused-option',
      `--no-top, --head, --input-size, --drop-last and --preprocess are for backbones by name and networks of your own; ${file} is a bundle, or weights.`,
    );
  }
  const { tensors, metadata } = await namingFile(file, async () => readSafetensors(await readNamedFile(file)));
  if (!metadata.has('graft')) return describeWeights(file, tensors, metadata);
  const bundle = await loadAnyBundle(file);
  const { network, cut, backbone, task, head, freeze, metrics, recipe, versions } = bundle;
  const frozen = sliceNetwork(network, { upTo: cut }).weights;
  const { value, text } = describeNetwork({
    ...bundle,
    frozen: (weight) => frozen.has(weight),
    cuts: flags.cuts ? listCuts(network) : undefined,
    bottleneck: { cut: cutAt(network, cut), reason: 'The backbone ends there, and the head begins.' },
    pretraining: backbone.pretraining,
    labels: taskColumns(task),
  });
  return {
    value: { ...value, head, freeze, recipe, metrics, versions: { ...versions } },
    text: `${text}\n\n${outColors.bold('Recipe')}\n${JSON.stringify(recipe, null, 2)}`,
  };
}
