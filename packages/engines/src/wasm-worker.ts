import { GraftError } from '@graftjs/core';
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import { startBackend } from './backends.js';
import { tfjsEngine } from './tfjs-engine.js';
import type { WorkerAnswer, WorkerStart, WorkerTask } from './worker-messages.js';

/** Runs in each thread of `wasmWorkers`. A failure is an answer too, and so reaches whoever asked. */
export default async function runBatch({ inputs }: WorkerTask): Promise<unknown> {
  try {
    const { run } = await (session ??= openSession());
    const answer: WorkerAnswer = { outputs: inputs === undefined ? [] : await run(inputs) };
    return move({ [transferableSymbol]: answer.outputs.map(({ data }) => data.buffer), [valueSymbol]: answer });
  } catch (error) {
    const code = error instanceof GraftError ? error.code : 'worker-failed';
    const answer: WorkerAnswer = {
      failure: { code, message: error instanceof Error ? error.message : String(error) },
    };
    return answer;
  }
}

let session: ReturnType<typeof openSession> | undefined;

async function openSession() {
  await startBackend('wasm');
  const { network } = workerData as WorkerStart;
  return tfjsEngine({ fold: false }).load(network);
}
