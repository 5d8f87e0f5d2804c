import type { Composition } from '../compose.js';
import { joinHead } from '../recipe/join-head.js';
import type { PlannedNetwork, StagePlan } from '../steps/plan-stage.js';

/** The network that a composition trains: trunk and head. */
export function joinedNetwork<Input>({ trunk, head, blocks }: Composition<Input>): PlannedNetwork {
  return { ...joinHead(trunk.network, head), blocks };
}

/**
 * Where the features of a stage end.
 *
 * @param plan of the stage; undefined: it solves, and they end before the head
 */
export function boundaryOf<Input>(
  { trunk }: Composition<Input>,
  plan: Pick<StagePlan, 'boundary'> | undefined,
): string {
  const { network } = trunk;
  return (plan === undefined ? network.outputs[0]?.from : plan.boundary) ?? network.inputs[0]?.name ?? '';
}
