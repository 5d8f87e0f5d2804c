import type { Activation, Network, Task } from '@graftjs/core';
import { GraftError, taskColumns } from '@graftjs/core';
import { checkNetwork, checkWeightValues, inferShapes, sharesColumn, listWeights } from '@graftjs/network';

/**
 * Checks that a network can predict its task: sound, with all its weights, a real cut, and a column of scores for each label
 * (or one of a sigmoid for two).
 *
 * @throws GraftError of the network that names the layer, 'missing-weight', 'bad-weight-values', 'unknown-cut', 'columns-mismatch'
 */
export function checkModel(model: {
  readonly network: Network;
  readonly cut: string;
  readonly activation: Activation;
  readonly task: Task;
}): void {
  const { network, cut } = model;
  checkNetwork(network);
  for (const name of listWeights(network).keys()) {
    if (network.weights.has(name)) continue;
    throw new GraftError('missing-weight', `Weight "${name}" of ${network.name} has no values.`);
  }
  checkWeightValues(network);
  if (![...network.inputs, ...network.layers].some(({ name }) => name === cut)) {
    throw new GraftError('unknown-cut', `The backbone should end at "${cut}", but ${network.name} has no such layer.`);
  }
  const labels = taskColumns(model.task);
  const [output] = network.outputs;
  const shape = output && inferShapes(network).get(output.from)?.[output.output ?? 0];
  const columns = shape?.length === 2 ? shape[1] : undefined;
  const serves =
    columns === labels.length ||
    (model.task.kind === 'classification' && sharesColumn(columns ?? 0, model.activation, labels.length));
  if (network.outputs.length !== 1 || !serves) {
    throw new GraftError(
      'columns-mismatch',
      `${network.name} must end in one output [batch, ${labels.length}], a column for each of: ${labels.slice(0, 5).join(', ')}${labels.length > 5 ? ', …' : ''}. It ends in ${network.outputs.length} of ${shape ? `[${shape.map((length) => length ?? 'batch').join(', ')}]` : 'no known shape'}.`,
    );
  }
}
