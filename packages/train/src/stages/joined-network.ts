import type { Composition } from '../compose.js';
import { joinHead } from '../recipe/join-head.js';
import type { PlannedNetwork } from '../steps/plan-stage.js';

/** The network that a composition trains: trunk and head. */
export function joinedNetwork<Input>({ trunk, head, blocks }: Composition<Input>): PlannedNetwork {
  return { ...joinHead(trunk.network, head), blocks };
}

/**
 * Where the features of a stage end.
 *
 * @param train where steps begin; undefined: the stage solves, and they end before the head
 */
export function boundaryOf<Input>(
  { trunk }: Composition<Input>,
  train: { readonly at: string | undefined } | undefined,
): string {
  const { network } = trunk;
  return (train === undefined ? network.outputs[0]?.from : train.at) ?? network.inputs[0]?.name ?? '';
}
