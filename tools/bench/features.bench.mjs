import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { startBackend } from '@graftjs/engines/backends';
import { wasmWorkers } from '@graftjs/engines/wasm-workers';
import { sliceNetwork, toTensor } from '@graftjs/network';
import { interleave } from './interleave.mjs';
import { toLayersModel } from './layers-model.mjs';

const batchSize = 16;
const batches = 6;
const workers = 2;
const rounds = 9;

/** Features of EfficientNet-Lite0 on wasm: a stock LayersModel against the engine with two workers. */
export async function measure() {
  await startBackend('wasm');
  const { network } = await efficientNetLite0();
  const trunk = sliceNetwork(network, { upTo: 'avg_pool' });
  const [input] = trunk.inputs;
  const pictures = Array.from({ length: batches }, (_, index) => noise([batchSize, ...input.shape.slice(1)], index));

  const model = await toLayersModel(trunk);
  const predict = async (picture) => {
    const x = toTensor(picture);
    const y = model.predict(x, { batchSize });
    const values = await y.data();
    x.dispose();
    y.dispose();
    return values;
  };
  const engine = await wasmWorkers({ workers });
  const session = await engine.load(trunk);
  const extract = async (picture) => (await session.run(new Map([[input.name, picture]])))[0].data;

  const difference = largestDifference(await predict(pictures[0]), await extract(pictures[0]));
  if (!(difference < 1e-3)) throw new Error(`The two sides differ by ${difference}: they do not run the same network.`);

  const { first, second, ratio, others } = await interleave(rounds, {
    first: async () => {
      for (const picture of pictures) await predict(picture);
    },
    second: () => Promise.all(pictures.map(extract)),
    items: batches * batchSize,
  });
  await engine.dispose();
  model.dispose();
  return {
    others,
    title: 'Features of EfficientNet-Lite0, 224 px, on wasm',
    unit: 'pictures/s',
    rows: [
      { what: 'tf.loadLayersModel and predict', ...first },
      { what: `Graft, ${workers} workers`, ...second },
    ],
    ratio: { what: 'Graft is faster by', ...ratio },
    notes: [
      `Batches of ${batchSize}, already decoded; both sides bring the values back. Largest difference of a feature: ${difference.toExponential(1)}.`,
      `Engine ${engine.name}.`,
    ],
  };
}

/** Values from -1 to 1, the same on every run. */
function noise(shape, seed) {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return { dtype: 'float32', shape, data: Float32Array.from({ length }, (_, index) => Math.sin(index * 1.7 + seed)) };
}

function largestDifference(a, b) {
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index])), 0);
}
