import { formatShape, GraftError, type HostTensor, type Network, type Source } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { listWeights } from '@graftjs/network';
import { checkOutputs } from '../check-outputs.js';
import { exitCodes } from '../exit-codes.js';
import { checkThere } from '../named-file.js';
import { networkInputs } from '../network-inputs.js';
import { encodeNpz, type NpzArray } from '../npz.js';
import { openNetwork } from '../open-network.js';
import type { Command } from '../output.js';
import { readNpzFile } from '../read-npz.js';
import { runInBatches } from '../run-in-batches.js';

export interface RunFlags {
  readonly input: string;
  readonly output: string;
  readonly backend?: string;
  readonly batchSize?: number;
  readonly force?: boolean;
}

/** `graft run`: what a network gives for arrays, so that its numbers can be held against those of Python. */
export const run: Command<[file: string, flags: RunFlags]> = async (
  file,
  { input, output: out, backend, batchSize = 16, force = false },
  { output, signal },
) => {
  await checkOutputs({ files: { '--output': out }, inputs: { 'the network': file, '--input': input }, force });
  await checkThere(input, { by: '--input' });
  const arrays = await readNpzFile(input);
  const { network, notes } = await openNetwork(file);
  checkWeights(file, network);
  const inputs = networkInputs(network, arrays);
  for (const note of notes) output.note(note);
  const { name } = await startBackend(backend);
  // Folding would change the last bits, and the numbers are to be those of the file.
  const engine = tfjsEngine({ fold: false });
  try {
    const [first] = engine.unsupported(network);
    if (first)
      throw new GraftError('unsupported-layer', `${name} cannot run the layer "${first.layer}": ${first.reason}.`);
    const session = await engine.load(network);
    const results = await runInBatches(session, inputs, batchSize, signal);
    await writeFileAtomic(out, encodeNpz(named(results)), { overwrite: force });
    const outputs = results.map(({ shape, dtype }, at) => ({
      array: `y${at}`,
      layer: nameOf(network.outputs[at]),
      shape: [...shape],
      dtype,
    }));
    output.answer(
      { backend: name, file: out, inputs: network.inputs.map((each, at) => ({ array: `x${at}`, input: each.name })), outputs }, // prettier-ignore
      [
        `${out} (${name})`,
        ...outputs.map(({ array, layer, shape }) => `  ${array}: ${formatShape(shape)}, the output of ${layer}`),
      ].join('\n'),
    );
    return exitCodes.done;
  } finally {
    await engine.dispose();
  }
};

/** @throws GraftError 'no-weights' */
function checkWeights(file: string, network: Network): void {
  if (network.weights.size > 0 || listWeights(network).size === 0) return;
  throw new GraftError(
    'no-weights',
    `${file} describes a network and holds no weights, so it gives no numbers. Save it with them in Python: model.save("model.keras").`,
  );
}

function named(results: readonly HostTensor[]): Map<string, NpzArray> {
  return new Map(
    results.map(({ dtype, shape, data }, at) => {
      if (dtype === 'float16') throw new GraftError('bad-dtype', `Output ${at} is float16, which no engine gives.`);
      return [`y${at}`, { shape, data }] as const;
    }),
  );
}

function nameOf(source: Source | undefined): string {
  if (source === undefined) return '';
  return source.output === undefined || source.output === 0 ? source.from : `${source.from}:${source.output}`;
}
