// Lists where EfficientNet-Lite0 can be cut, and runs it in two halves: they give exactly what the whole gives.
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { cutNetwork, findBottleneck, listCuts, splitBlocks } from '@graftjs/cut';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';

await startBackend();
const { network, blockEnds } = await efficientNetLite0({ weights: 'none', inputSize: 64 });

console.log(`${listCuts(network).length} cuts; ${findBottleneck(network).reason}`);
for (const { name, parameters } of splitBlocks(network, blockEnds))
  console.log(`block ${name}: ${parameters} parameters`);

const { trunk, tail } = cutNetwork(network, 'block4a_project_bn');
const engine = tfjsEngine({ fold: false });
const [whole, first, second] = await Promise.all([network, trunk, tail].map((part) => engine.load(part)));
const picture = new Map([
  [network.inputs[0].name, { dtype: 'float32', shape: [1, 64, 64, 3], data: new Float32Array(64 * 64 * 3).fill(0.5) }],
]);
const [expected] = await whole.run(picture);
const [features] = await first.run(picture);
const [result] = await second.run(new Map([[tail.inputs[0].name, features]]));
console.log(
  `features ${features.shape.join(' x ')}; largest difference ${Math.max(...result.data.map((x, i) => Math.abs(x - expected.data[i])))}`,
);
for (const session of [whole, first, second]) session.dispose();
