import { fingerprint, GraftError, type HostTensor, type Json } from '@graftjs/core';
import { readSafetensors, writeSafetensors } from '@graftjs/safetensors';
import type { RunPoint } from '../stages/run-stages.js';
import type { Candidate, RunState } from '../stages/run-state.js';
import type { OptimizerState, WeightState } from '../steps/optimizer.js';
import type { StageCursor } from '../steps/stage-cursor.js';
import { hashFacts, type RecipeFacts } from './recipe-facts.js';

/** All that is needed to go on with a run, and to know whether it is the same run. */
export interface Checkpoint {
  readonly facts: RecipeFacts;
  readonly point: RunPoint;
  /** Since the run began, over all its parts. */
  readonly elapsedSeconds: number;
}

const FORMAT = 2;
const RECORD = 'graft-checkpoint';
const HASH = 'sha256';

type Tensors = ReadonlyMap<string, HostTensor>;

/**
 * Writes a checkpoint as one safetensors file: `current/…`, `best/…` and, within a stage, `stage/…` weights that are not as
 * the network came any more, `slot/…` what the optimizer remembers; everything else is JSON in the metadata.
 */
export function encodeCheckpoint({ facts, point, elapsedSeconds }: Checkpoint): Uint8Array<ArrayBuffer> {
  const { run, within } = point;
  const { best, weights: _, average, optimizer, ...cursor } = within?.cursor ?? ({} as Partial<StageCursor>);
  const state = optimizer ?? run.optimizer;
  const groups: Readonly<Record<string, Tensors | undefined>> = {
    current: run.current.weights,
    'current-refit': run.current.refit,
    best: run.best?.weights,
    'best-refit': run.best?.refit,
    stage: within?.cursor.weights,
    'stage-average': average,
    'stage-best': best?.weights,
    ...slotGroups(state),
  };
  const tensors = new Map<string, HostTensor>();
  const sameAs: Record<string, string> = {};
  const written = new Map<HostTensor, string>();
  for (const [group, values] of Object.entries(groups)) {
    for (const [name, tensor] of values ?? []) {
      const key = `${group}/${name}`;
      const twin = written.get(tensor);
      if (twin !== undefined) sameAs[key] = twin;
      else tensors.set(key, tensor);
      written.set(tensor, twin ?? key);
    }
  }
  const record: CheckpointRecord = {
    format: FORMAT,
    facts,
    recipe: hashFacts(facts),
    elapsedSeconds,
    groups: Object.keys(groups).filter((group) => groups[group] !== undefined),
    sameAs,
    results: run.results,
    step: run.step,
    skipped: run.skipped,
    bestLoss: run.best?.loss ?? null,
    optimizerSteps: Object.fromEntries([...state].map(([name, { steps }]) => [name, steps])),
    within: within ? { stage: within.stage, cursor: cursor as CursorNumbers, best: best?.result ?? null } : null,
  };
  const text = JSON.stringify(record);
  const hash = hashOf(text, tensors);
  return writeSafetensors(
    tensors,
    new Map([
      [RECORD, text],
      [HASH, hash],
    ]),
  );
}

/**
 * Reads a checkpoint.
 *
 * @throws GraftError 'checkpoint-damaged' for anything but the very bytes that were written, 'checkpoint-format'
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { record, tensors } = readWhole(bytes);
  const groupOf = (group: string): Tensors | undefined => {
    if (!record.groups.includes(group)) return undefined;
    const prefix = `${group}/`;
    const keys = [...tensors.keys(), ...Object.keys(record.sameAs)].filter((key) => key.startsWith(prefix));
    return new Map(
      keys.map((key) => [key.slice(prefix.length), tensors.get(record.sameAs[key] ?? key) as HostTensor] as const),
    );
  };
  const candidate = (group: string): Candidate => ({
    weights: groupOf(group) ?? new Map(),
    ...(record.groups.includes(`${group}-refit`) && { refit: groupOf(`${group}-refit`) }),
  });
  const optimizer = optimizerOf(record, groupOf);
  const run: RunState = {
    results: record.results,
    step: record.step,
    skipped: record.skipped,
    current: candidate('current'),
    best: record.bestLoss === null ? undefined : { ...candidate('best'), loss: record.bestLoss },
    optimizer: record.within ? new Map<string, WeightState>() : optimizer,
  };
  const within = record.within && {
    stage: record.within.stage,
    cursor: {
      ...record.within.cursor,
      best: record.within.best
        ? { result: record.within.best, weights: groupOf('stage-best') ?? new Map<string, HostTensor>() }
        : undefined,
      weights: groupOf('stage') ?? new Map<string, HostTensor>(),
      average: groupOf('stage-average'),
      optimizer,
    },
  };
  return {
    facts: record.facts,
    point: { run, ...(within && { within }) },
    elapsedSeconds: record.elapsedSeconds,
  };
}

type Within = NonNullable<RunPoint['within']>;
type CursorNumbers = Omit<StageCursor, 'best' | 'weights' | 'average' | 'optimizer'>;

interface CheckpointRecord extends Pick<RunState, 'results' | 'step' | 'skipped'> {
  readonly format: number;
  readonly facts: RecipeFacts;
  readonly recipe: string;
  readonly elapsedSeconds: number;
  /** Groups of tensors that there are, even if empty. */
  readonly groups: readonly string[];
  /** Tensors that are written once though they belong to several groups. */
  readonly sameAs: Readonly<Record<string, string>>;
  readonly bestLoss: number | null;
  readonly optimizerSteps: Readonly<Record<string, number>>;
  readonly within: {
    readonly stage: Within['stage'];
    readonly cursor: CursorNumbers;
    readonly best: NonNullable<StageCursor['best']>['result'] | null;
  } | null;
}

/** By slot: `slot/velocity/<weight>`. */
function slotGroups(state: OptimizerState): Record<string, Tensors> {
  const groups: Record<string, Map<string, HostTensor>> = {};
  for (const [name, { slots }] of state) {
    for (const [slot, value] of slots) (groups[`slot/${slot}`] ??= new Map()).set(name, value);
  }
  return groups;
}

function optimizerOf(record: CheckpointRecord, groupOf: (group: string) => Tensors | undefined): OptimizerState {
  const slots = record.groups
    .filter((group) => group.startsWith('slot/'))
    .map((group) => [group.slice('slot/'.length), groupOf(group)] as const);
  return new Map(
    Object.entries(record.optimizerSteps).map(([name, steps]) => {
      const own = slots.flatMap(([slot, values]) => {
        const value = values?.get(name);
        return value === undefined ? [] : [[slot, value] as const];
      });
      return [name, { steps, slots: new Map(own) }];
    }),
  );
}

function readWhole(bytes: Uint8Array): { readonly record: CheckpointRecord; readonly tensors: Tensors } {
  let file: ReturnType<typeof readSafetensors>;
  try {
    file = readSafetensors(bytes);
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error));
  }
  const text = file.metadata.get(RECORD);
  if (text === undefined) throw damaged('it is a safetensors file, and no checkpoint');
  if (file.metadata.get(HASH) !== hashOf(text, file.tensors))
    throw damaged('its bytes are not those that were written');
  const record = JSON.parse(text) as CheckpointRecord;
  if (record.format === FORMAT) return { record, tensors: file.tensors };
  throw new GraftError(
    'checkpoint-format',
    `The checkpoint has the format ${record.format}; this version reads format ${FORMAT}. Go on with the version that wrote it, or start anew, without resuming.`,
  );
}

function hashOf(record: string, tensors: Tensors): string {
  return fingerprint()
    .json(record satisfies Json)
    .tensors(tensors)
    .hex();
}

function damaged(reason: string): GraftError {
  return new GraftError('checkpoint-damaged', `The checkpoint cannot be used: ${reason}.`);
}
