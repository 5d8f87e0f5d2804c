import { GraftError } from '@graftjs/core';
import { loadWeights, runNetwork } from '@graftjs/network';
import {
  addN,
  backend as currentBackend,
  dispose,
  mean,
  ones,
  randomUniform,
  square,
  tidy,
  variable,
  variableGrads,
  type Scalar,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core';
import { checkIntact, explainFailure, guardMemory } from './backend-memory.js';
import type { TrainedPart } from './estimate-training.js';
import { releaseTape } from './release-tape.js';

/**
 * How long a training step takes here: runs two on random data, forward and back, and times the second. A small batch is enough to
 * tell, and a little slower an example than a large one. The network stays as it is.
 *
 * @param part with weights, on the current backend, after `registerGradients`
 * @param batchSize default 2
 * @returns seconds an example
 * @throws GraftError 'nothing-to-train', 'out-of-memory', 'backend-broken', 'run-failed'
 */
export async function measureTrainingStep(part: TrainedPart, batchSize = 2): Promise<number> {
  const { network, trained, batchNorm } = part;
  const backend = currentBackend();
  checkIntact(backend);
  guardMemory(backend);
  const weights = loadWeights(network);
  const variables = new Map<string, Variable>();
  const inputs = new Map<string, Tensor>();
  try {
    for (const [name, tensor] of weights) if (trained(name)) variables.set(name, variable(tensor));
    if (variables.size === 0) {
      throw new GraftError(
        'nothing-to-train',
        `No weight of ${network.name} is to be trained, so no step can be timed.`,
      );
    }
    for (const { name, shape, dtype } of network.inputs) {
      const whole = [batchSize, ...shape.slice(1).map((length) => length ?? 1)];
      inputs.set(name, dtype === 'int32' ? ones(whole, dtype) : randomUniform(whole, 0, 1, dtype, 'a step'));
    }
    const all = new Map<string, Tensor>([...weights, ...variables]);
    const step = async (): Promise<void> => {
      const { value, grads } = takeGradients(
        () => addN(runNetwork(network, all, inputs, { batchNorm }).map((output) => mean(square(output)))) as Scalar,
        [...variables.values()],
      );
      const results = [value, ...Object.values(grads)];
      try {
        // Some backends only begin to compute when they are asked for values.
        await Promise.all(results.map((result) => result.data()));
      } finally {
        dispose(results);
      }
    };
    await step();
    const start = performance.now();
    await step();
    return (performance.now() - start) / 1000 / batchSize;
  } catch (error) {
    throw explainFailure(error, backend, `A training step of ${network.name} with a batch of ${batchSize}`);
  } finally {
    dispose([...weights.values(), ...variables.values(), ...inputs.values()]);
  }
}

function takeGradients(loss: () => Scalar, variables: Variable[]): ReturnType<typeof variableGrads> {
  try {
    return tidy(() => variableGrads(loss, variables));
  } catch (error) {
    releaseTape();
    throw error;
  }
}
