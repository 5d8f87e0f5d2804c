import { bytesOf, float16ToFloat32, GraftError, sizeOf } from '@graftjs/core';
import type { HostTensor, NetworkInputs, Session } from '@graftjs/core';
import type { TfjsArtifacts } from '@graftjs/formats';
import { toHost, toTensor } from '@graftjs/network';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { Tensor } from '@tensorflow/tfjs-core';
import { dispose, getBackend } from '@tensorflow/tfjs-core';

/** What a session needs to know of a graph. */
export interface GraphModelFacts {
  /** For messages. */
  readonly name: string;
  readonly artifacts: TfjsArtifacts;
  /** Of the features of one example. */
  readonly shape: readonly number[];
  /** Makes what the graph's placeholders take of the inputs of one example, `[1, …]`. Default: the same, by name. */
  readonly feed?: ((inputs: NetworkInputs) => NetworkInputs) | undefined;
}

/**
 * Runs a TensorFlow.js graph on the tfjs backend that is current then, and loads it with the first batch. Examples run one by one,
 * so that an example has the same features in any batch: graphs fill up to the longest, and sum in another order then.
 *
 * @throws from `run`: GraftError 'no-backend', 'graph-failed', 'session-disposed'
 */
export function graphModelSession(facts: GraphModelFacts): Session {
  const { name, artifacts, shape, feed = (inputs) => inputs } = facts;
  const isDynamic = hasDynamicNodes(artifacts);
  let loading: Promise<GraphModel> | undefined;
  let open = true;

  async function runOne(model: GraphModel, inputs: NetworkInputs): Promise<HostTensor> {
    const fed = Object.fromEntries([...feed(inputs)].map(([input, value]) => [input, toTensor(value)]));
    let outputs: Tensor[] = [];
    try {
      const given = isDynamic ? await model.executeAsync(fed) : model.execute(fed);
      outputs = Array.isArray(given) ? given : [given];
      const [first] = await Promise.all(outputs.map(toHost));
      return checkFeatures(first, shape, name);
    } finally {
      dispose([...Object.values(fed), ...outputs]);
    }
  }

  return {
    async run(inputs) {
      if (!open) throw new GraftError('session-disposed', `The session of ${name} was disposed.`);
      checkBackend();
      const [first] = inputs.values();
      const count = first?.shape[0] ?? 0;
      const data = new Float32Array(count * sizeOf(shape));
      try {
        loading ??= load(artifacts);
        const model = await loading;
        for (let row = 0; row < count; row++) {
          const features = await runOne(model, rowOf(inputs, row));
          data.set(features.data, row * sizeOf(shape));
        }
      } catch (cause) {
        throw cause instanceof GraftError ? cause : explain(cause, name);
      }
      return [{ dtype: 'float32', shape: [count, ...shape], data }];
    },
    dispose() {
      open = false;
      void loading?.then(
        (model) => model.dispose(),
        // It has thrown already, where it was needed.
        () => undefined,
      );
      loading = undefined;
    },
  };
}

/** Nodes whose output has a size that only their input decides, and what decides which nodes run: they need the slower way. */
const dynamic =
  /^(NonMaxSuppressionV[2-5]|Where|Switch|Merge|Enter|Exit|NextIteration|StatelessIf|StatelessWhile|If|While|HashTable(V2)?)$/i;

function hasDynamicNodes({ topology }: TfjsArtifacts): boolean {
  const { node } = topology;
  return Array.isArray(node) && node.some((one: { readonly op?: unknown }) => dynamic.test(String(one.op)));
}

async function load({ topology, tensors, bools, signature }: TfjsArtifacts): Promise<GraphModel> {
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  const specs = [...tensors].map(([name, tensor]) => {
    if (bools.has(name)) return { name, shape: [...tensor.shape], dtype: 'bool' as const, bytes: toBools(tensor) };
    const { dtype, shape, ...rest } = widen(tensor);
    return { name, shape: [...shape], dtype, bytes: bytesOf({ dtype, shape, ...rest } as HostTensor) };
  });
  const weightData = new Uint8Array(specs.reduce((sum, { bytes }) => sum + bytes.byteLength, 0));
  let at = 0;
  for (const { bytes } of specs) {
    weightData.set(bytes, at);
    at += bytes.byteLength;
  }
  const weightSpecs = specs.map(({ bytes: _, ...spec }) => spec);
  return loadGraphModel({
    load: () =>
      Promise.resolve({
        modelTopology: { versions: {}, ...topology },
        weightSpecs,
        weightData: weightData.buffer,
        ...(signature && { signature }),
      }),
  });
}

/** Graphs compute in float32. */
function widen(tensor: HostTensor): Exclude<HostTensor, { readonly dtype: 'float16' }> {
  return tensor.dtype === 'float16'
    ? { dtype: 'float32', shape: tensor.shape, data: float16ToFloat32(tensor.data) }
    : tensor;
}

function toBools({ data }: HostTensor): Uint8Array {
  return Uint8Array.from(data, (value) => (value === 0 ? 0 : 1));
}

function rowOf(inputs: NetworkInputs, row: number): NetworkInputs {
  return new Map(
    [...inputs].map(([name, { dtype, shape, data }]) => {
      const size = sizeOf(shape.slice(1));
      const values = data.slice(row * size, (row + 1) * size);
      return [name, { dtype, shape: [1, ...shape.slice(1)], data: values } as HostTensor];
    }),
  );
}

function checkFeatures(
  output: HostTensor | undefined,
  shape: readonly number[],
  name: string,
): HostTensor & { readonly dtype: 'float32' } {
  if (output?.dtype === 'float32' && output.data.length === sizeOf(shape)) return output;
  throw new GraftError(
    'bad-feature-shape',
    `The graph of ${name} gave ${output?.dtype ?? 'nothing'} [${output?.shape.join(', ') ?? ''}] for one example, and its features were said to be ${shape.join(' x ')} numbers.`,
  );
}

function checkBackend(): void {
  // tfjs says undefined before a backend is set, whatever its types promise.
  if ((getBackend() as string | undefined) !== undefined) return;
  throw new GraftError(
    'no-backend',
    'No tfjs backend is running. Start one first: startBackend() in Node, tf.setBackend(…) and tf.ready() in a browser.',
  );
}

function explain(cause: unknown, name: string): GraftError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const missing = /^Kernel '(\w+)' not registered for backend/.exec(reason)?.[1];
  const what =
    missing === undefined
      ? reason.replace(/\.$/, '')
      : `that backend has no operation ${missing}. Choose another, such as cpu, which has them all`;
  return new GraftError('graph-failed', `The graph of ${name} cannot run on ${getBackend()}: ${what}.`, { cause });
}
