import { chooseBackend, type BackendPlugin, type ChosenBackend } from '@graftjs/engines/choose-backend';
import { cpu } from '@graftjs/engines/cpu';
import { slopesOf } from '@graftjs/engines/fixtures/slopes-of';
import { registerGradients } from '@graftjs/engines/gradient-kernels';
import { tfjsEngine } from '@graftjs/engines';
import { wasm } from '@graftjs/engines/wasm';
import { webgl } from '@graftjs/engines/webgl';
import { webgpu } from '@graftjs/engines/webgpu';
import type { Engine } from '@graftjs/core';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { fineTune } from '@graftjs/freeze/fine-tune';
import { lastBlocks } from '@graftjs/freeze/last-blocks';
import { linear } from '@graftjs/heads/linear';
import { runNetwork, toHost, toTensor } from '@graftjs/network';
import { inputsOf, kerasCases, networkOf, type KerasCase, type Values } from '@graftjs/network/fixtures/keras-cases';
import * as tf from '@tensorflow/tfjs-core';
import { checkEngine } from '../src/check-engine.js';
import { checkHead } from '../src/check-head.js';
import { checkFrozenStaysFrozen } from '../src/check-training.js';
import { tinyBackbone, tinyNetwork } from '../src/tiny-network.js';
import { toyImages } from '../src/toy-images.js';

// Runs in a page; see `open-conformance.ts`.

export interface Line {
  readonly what: string;
  /** Absent when it holds. */
  readonly problem?: string;
}

const plugins: Readonly<Record<string, BackendPlugin>> = {
  webgpu: webgpu(),
  webgl: webgl(),
  wasm: wasm({ files: `${location.origin}/` }),
  cpu: cpu(),
};

/** Starts one and says what it is. */
export async function start(name: string): Promise<{ engine: string; device: string }> {
  const { device } = await plugins[name]!.start();
  registerGradients();
  return { engine: tfjsEngine().name, device };
}

/** All conformance checks for the backend that runs. */
export async function check(name: string): Promise<Line[]> {
  const lines: Line[] = [];
  const holds = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      lines.push({ what });
    } catch (error) {
      lines.push({ what, problem: error instanceof Error ? error.message : String(error) });
    }
  };
  await holds('The engine gives what cpu gives, the same for every batch size, and folds across no boundary', () =>
    checkEngine(tfjsEngine(), cpuEngine(name)),
  );
  await holds('A linear head: gradients, seeds, direct solution', () => checkHead(linear()));
  const parts = { data: toyImages({ size: 8, perClass: 8 }), backbone: tinyBackbone(), head: linear({ l2: 1 }) };
  const strategies = {
    featureExtraction: featureExtraction(),
    'lastBlocks, BatchNorm frozen': lastBlocks({ epochs: 2, patience: null, batchNorm: 'frozen' }),
    'lastBlocks, BatchNorm train': lastBlocks({ epochs: 2, patience: null, batchNorm: 'train' }),
    // More weights at once than WebGPU lets a kernel of tfjs read.
    fineTune: fineTune({ epochs: 1, patience: null, batchNorm: 'affine' }),
  };
  for (const [strategy, freeze] of Object.entries(strategies)) {
    await holds(`What is frozen keeps its bits, what trains moves: ${strategy}`, () =>
      checkFrozenStaysFrozen({ ...parts, freeze }),
    );
  }
  return lines;
}

/**
 * Checks layers against Keras.
 *
 * @param tolerance of the largest value
 * @param types one case of each; default: all cases of all types
 * @returns how many were checked, and by name what is wrong with those that come out otherwise
 */
export async function checkLayers(
  tolerance: number,
  types?: readonly string[],
): Promise<{ checked: number; wrong: Record<string, string> }> {
  const cases =
    types === undefined ? kerasCases : types.flatMap((asked) => kerasCases.find(({ type }) => type === asked) ?? []);
  const wrong: Record<string, string> = {};
  for (const example of cases) {
    try {
      await checkOutputs(example, tolerance);
      await checkSlopes(example, tolerance);
    } catch (error) {
      wrong[example.name] = error instanceof Error ? error.message : String(error);
    }
  }
  return { checked: cases.length, wrong };
}

/** Chooses among all for the tiny network. */
export async function choose(names: readonly string[]): Promise<Pick<ChosenBackend, 'trials'> & { running: string }> {
  const { running, trials } = await chooseBackend(
    names.map((name) => plugins[name]!),
    tinyNetwork(),
    { patienceSeconds: 60 },
  );
  return { running: running.name, trials };
}

/** Takes the device of the backend that runs away, in the middle of a run. @returns what became of the run, and the reason */
export async function lose(name: string): Promise<{ code: string; reason: string; again: boolean }> {
  const { lost } = await plugins[name]!.start();
  const session = await tfjsEngine().load(tinyNetwork());
  const picture = { dtype: 'float32', shape: [1, 8, 8, 3], data: new Float32Array(192) } as const;
  const input = new Map([['input', picture]]);
  const [before] = await session.run(input);
  const running = session.run(input).then(
    () => 'finished',
    (error: { code?: string }) => error.code ?? String(error),
  );
  const backend = tf.backend() as unknown as {
    device?: { destroy(): void };
    gpgpu?: { gl: WebGL2RenderingContext };
  };
  backend.device?.destroy();
  backend.gpgpu?.gl.getExtension('WEBGL_lose_context')?.loseContext();
  const code = await running;
  const reason = await lost;
  session.dispose();
  await plugins[name]!.start();
  const anew = await tfjsEngine().load(tinyNetwork());
  const [after] = await anew.run(input);
  anew.dispose();
  return { code, reason, again: String(after?.data) === String(before?.data) };
}

async function checkOutputs(example: KerasCase, tolerance: number): Promise<void> {
  const network = networkOf(example);
  const outputs = tf.tidy(() => {
    const [weights, inputs] = [network.weights, inputsOf(example)].map(
      (values) => new Map([...values].map(([name, value]) => [name, toTensor(value)])),
    );
    return runNetwork(network, weights!, inputs!);
  });
  for (const [at, output] of outputs.entries())
    expectClose((await toHost(output)).data, example.outputs[at]!, tolerance);
  tf.dispose(outputs);
}

async function checkSlopes(example: KerasCase, tolerance: number): Promise<void> {
  if (Object.keys(example.slopes).length === 0) return;
  const slopes = await slopesOf(example, Object.keys(example.slopes));
  for (const [name, [sum, magnitude]] of Object.entries(example.slopes)) {
    const difference = Math.abs(slopes[name]! - sum);
    if (!(difference <= tolerance * magnitude + 1e-7)) throw new Error(`slope by ${name} is off by ${difference}`);
  }
}

function expectClose(got: ArrayLike<number>, { data }: Values, tolerance: number): void {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const difference = data.reduce((most, value, at) => Math.max(most, Math.abs(value - got[at]!)), 0);
  if (!(difference <= tolerance * largest)) throw new Error(`output is off by ${difference} of ${largest}`);
}

/** Each call makes cpu the current backend, and then the one under test again. */
function cpuEngine(name: string): Engine {
  return {
    ...tfjsEngine(),
    load: async (network) => ({
      async run(inputs) {
        await plugins['cpu']!.start();
        const session = await tfjsEngine({ fold: false }).load(network);
        try {
          return await session.run(inputs);
        } finally {
          session.dispose();
          await plugins[name]!.start();
        }
      },
      dispose: () => undefined,
    }),
  };
}
