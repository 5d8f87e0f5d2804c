import { GraftError, type Engine, type Network } from '@graftjs/core';
import type { Composition } from '../compose.js';
import type { FitData } from '../features/fit-data.js';
import { joinHead } from '../recipe/join-head.js';
import type { StagesSubject } from './run-stages.js';

/**
 * What the stages of a composition work on: backbone, pooling and head in one network.
 *
 * @throws GraftError 'unsupported-layer' where the engine cannot run that network
 */
export function stagesSubject<Input>(
  { recipe, trunk, blocks, head }: Composition<Input>,
  engine: Engine,
  data: FitData,
): StagesSubject {
  const joined = joinHead(trunk.network, head);
  checkSupport(engine, joined.network);
  return {
    strategy: recipe.freeze,
    headId: recipe.head.id,
    ...joined,
    head,
    blocks,
    data,
    hasValidation: recipe.data.size('validation') > 0,
    task: recipe.data.task,
    options: recipe.optimizer,
    batchSize: recipe.batchSize,
    views: recipe.augment?.views ?? 1,
    seed: recipe.seed,
    pretrained: trunk.network.weights,
  };
}

function checkSupport(engine: Engine, network: Network): void {
  const unsupported = engine.unsupported(network);
  if (unsupported.length === 0) return;
  const listed = unsupported.map(({ layer, reason }) => `\n  ${layer}: ${reason}`).join('');
  throw new GraftError('unsupported-layer', `The engine ${engine.name} cannot run ${network.name}:${listed}`);
}
