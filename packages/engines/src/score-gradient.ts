import type { HostTensor, Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { foldBatchNorm, loadWeights, runNetwork, sliceNetwork, toHost, toTensor } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { checkIntact, explainFailure, guardMemory } from './backend-memory.js';
import { checkCurrent } from './check-current.js';
import { checkInputs } from './check-inputs.js';
import { registerGradients } from './gradient-kernels/register-gradients.js';
import { releaseTape } from './release-tape.js';
import '@graftjs/network/gradients';

/** What is asked of a network: how what a layer gives moves its scores. */
export interface ScoreQuestion {
  /** By network input name, batch axis first. */
  readonly inputs: ReadonlyMap<string, HostTensor>;
  /** From the scores of one example to how much each column counts. */
  readonly weigh: (scores: Float32Array<ArrayBuffer>) => readonly number[];
}

export interface ScoreGradient {
  /** `[batch, columns]` */
  readonly scores: HostTensor & { readonly dtype: 'float32' };
  /** What the layer gives, `[batch, …]`. */
  readonly values: HostTensor & { readonly dtype: 'float32' };
  /** How the weighed sum of an example's scores changes with each of its `values`; of their shape. */
  readonly gradient: HostTensor & { readonly dtype: 'float32' };
}

/** A network whose weights are with the backend, to be asked again and again. */
export interface ScoreGradientSession {
  /** @throws GraftError 'bad-scores', 'session-disposed', 'backend-changed', what a session throws for inputs that do not fit */
  ask(question: ScoreQuestion): Promise<ScoreGradient>;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * Gradients of scores by what a layer gives, on the current tfjs backend. BatchNorm and dropout run as in prediction, and what
 * comes before the layer runs without a tape, folded.
 *
 * @param network with weights, and with one output of scores `[batch, columns]`
 * @param layer a cut: all that the scores depend on goes through it
 * @throws GraftError 'unknown-layer', 'not-a-cut', 'out-of-memory', 'backend-broken', 'backend-lost', 'run-failed'
 */
export function openScoreGradient(network: Network, layer: string): ScoreGradientSession {
  const trunk = foldBatchNorm(sliceNetwork(network, { upTo: layer }));
  const tail = sliceNetwork(network, { after: layer });
  registerGradients();
  const backend = tf.backend();
  const backendName = tf.getBackend();
  checkIntact(backend);
  guardMemory(backend);
  const held: tf.Tensor[] = [];
  const load = (part: Network): Map<string, tf.Tensor> => {
    const weights = loadWeights(part);
    held.push(...weights.values());
    return weights;
  };
  const what = `The gradient of ${network.name} at "${layer}"`;
  let open = true;
  const dispose = (): void => {
    open = false;
    tf.dispose(held.splice(0));
  };
  try {
    const weights = { trunk: load(trunk), tail: load(tail) };
    return { ask: (question) => ask(weights, question), dispose };
  } catch (error) {
    dispose();
    throw explainFailure(error, backend, what);
  }

  async function ask(
    weights: Readonly<Record<'trunk' | 'tail', Map<string, tf.Tensor>>>,
    { inputs, weigh }: ScoreQuestion,
  ): Promise<ScoreGradient> {
    checkInputs(network, inputs);
    checkCurrent(network, backend, backendName, open);
    const asked: tf.Tensor[] = [];
    const hold = <T extends tf.Tensor>(tensors: readonly T[]): readonly T[] => (asked.push(...tensors), tensors);
    try {
      const given = new Map([...inputs].map(([name, host]) => [name, toTensor(host)]));
      hold([...given.values()]);
      const pick = ({ inputs }: Network): Map<string, tf.Tensor> =>
        new Map(inputs.flatMap(({ name }) => (given.has(name) ? [[name, given.get(name) as tf.Tensor]] : [])));
      const values = only(hold(runNetwork(trunk, weights.trunk, pick(trunk))));
      const runTail = (from: tf.Tensor): tf.Tensor => only(runNetwork(tail, weights.tail, pick(tail).set(layer, from)));
      const scores = await readScores(network, only(hold([runTail(values)])));
      const counts = only(hold([weighed(scores, weigh)]));
      const gradient = only(hold([tf.grad((from) => tf.sum(tf.mul(runTail(from), counts)))(values)]));
      const answer = { scores, values: asFloats(await toHost(values)), gradient: asFloats(await toHost(gradient)) };
      // What is read from a lost graphics card are zeros.
      checkIntact(backend);
      return answer;
    } catch (error) {
      releaseTape();
      throw explainFailure(error, backend, what);
    } finally {
      tf.dispose(asked);
    }
  }
}

async function readScores(network: Network, tensor: tf.Tensor): Promise<ScoreGradient['scores']> {
  if (tensor.rank === 2) return asFloats(await toHost(tensor));
  throw new GraftError(
    'bad-scores',
    `Scores have the axes [batch, columns]; ${network.name} gives [${tensor.shape.join(', ')}].`,
  );
}

function weighed({ shape, data }: ScoreGradient['scores'], weigh: ScoreQuestion['weigh']): tf.Tensor {
  const [rows = 0, columns = 0] = shape;
  const counts = Array.from({ length: rows }, (_, row) => [...weigh(data.slice(row * columns, (row + 1) * columns))]);
  return tf.tensor2d(counts, [rows, columns]);
}

function only<T>([first]: readonly T[]): T {
  return first as T;
}

function asFloats(tensor: HostTensor): HostTensor & { readonly dtype: 'float32' } {
  if (tensor.dtype === 'float32') return tensor;
  throw new GraftError('bad-scores', `Only float32 has a gradient; the layer gives ${tensor.dtype}.`);
}
