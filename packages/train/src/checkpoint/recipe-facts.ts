import { canonicalJson, fingerprint, type Json } from '@graftjs/core';
import { getBackend, version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import type { Composition } from '../compose.js';
import { version } from '../version.js';

/** Everything that decides a run's weights, as text by name. */
export type RecipeFacts = Readonly<Record<string, string>>;

/** @param engine the name of the engine that runs what is frozen */
export function recipeFacts<Input>({ recipe, blocks }: Composition<Input>, engine: string): RecipeFacts {
  const { data, backbone, head, freeze, augment } = recipe;
  const { kind, spec, runtime } = backbone.preprocess;
  const facts = {
    version,
    engine: [engine, getBackend(), tfjsVersion],
    data: [data.name, data.fingerprint],
    task: data.task,
    backbone: [backbone.id, backbone.fingerprint],
    preprocess: [kind, spec, runtime],
    cut: recipe.cut,
    blocks: blocks.map(({ layers }) => layers.at(-1) ?? ''),
    pool: recipe.pool ?? null,
    head: [head.id, head.spec],
    freeze: [freeze.id, freeze.spec],
    classWeights: recipe.classWeights,
    augment: augment ? [augment.kind, augment.spec, augment.views] : null,
    optimizer: recipe.optimizer,
    batchSize: recipe.batchSize,
    seed: recipe.seed,
  };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, textOf(value)]));
}

/** A SHA-256 of all facts together. */
export function hashFacts(facts: RecipeFacts): string {
  return fingerprint().json(facts).hex();
}

/** What is not the same any more, one line each. */
export function listDifferences(then: RecipeFacts, now: RecipeFacts): string[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  const tell = (name: string): string => {
    const [before, after] = [then, now].map((facts) => firstOf(facts[name]));
    const isSameName = before !== undefined && before === after;
    return isSameName && name in contents
      ? `${name}: ${before} has ${contents[name as keyof typeof contents]}`
      : `${name}: ${told(then, name)} then, ${told(now, name)} now`;
  };
  const told = (facts: RecipeFacts, name: string): string => (facts[name] ?? 'nothing').replace(hashes, '$1…');
  return names.filter((name) => then[name] !== now[name]).map(tell);
}

/** What differs where two facts have the same name and another hash. */
const contents = {
  data: 'other examples than it had, or divides them otherwise: files were added, removed, renamed or changed',
  backbone: 'other weights or layers than it had, or another preprocessing',
} as const;

/** The name in a fact that is a name and a hash. */
function firstOf(fact: string | undefined): string | undefined {
  const [, name] = /^\["((?:[^"\\]|\\.)*)","[0-9a-f]{64}"\]$/.exec(fact ?? '') ?? [];
  return name;
}

/** People compare the first digits. */
const hashes = /\b([0-9a-f]{8})[0-9a-f]{56}\b/g;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : canonicalJson(JSON.parse(JSON.stringify(value)) as Json);
}
