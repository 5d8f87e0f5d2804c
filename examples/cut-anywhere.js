// Lists where EfficientNet-Lite0 can be cut, and runs it in two halves: they give exactly what the whole gives.
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { cutNetwork, findBottleneck, listCuts, splitBlocks } from '@graftjs/cut';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';

await startBackend();
const { network, classifier, blockEnds } = await efficientNetLite0({ inputSize: 64 });

console.log(`${listCuts(network).length} cuts. ${findBottleneck(network, { classifier: classifier?.layer }).reason}`);
for (const { name, parameters } of splitBlocks(network, blockEnds))
  console.log(`block ${name}: ${parameters} parameters`);

const { trunk, tail } = cutNetwork(network, 'block4a_project_bn');
/** @type {import('@graftjs/core').HostTensor} */
const picture = { dtype: 'float32', shape: [1, 64, 64, 3], data: new Float32Array(64 * 64 * 3).fill(0.5) };
const whole = await run(network, picture);
const features = await run(trunk, picture);
const halves = await run(tail, features);
const differences = [...halves.data].map((probability, index) => Math.abs(probability - whole.data[index]));
console.log(`features ${features.shape.join(' x ')}; largest difference ${Math.max(...differences)}`);

/**
 * @param {import('@graftjs/core').Network} part
 * @param {import('@graftjs/core').HostTensor} input
 */
async function run(part, input) {
  const session = await tfjsEngine({ fold: false }).load(part);
  const [output] = await session.run(new Map([[part.inputs[0].name, input]]));
  session.dispose();
  return output;
}
