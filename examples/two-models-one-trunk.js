// Two models on one trunk. Where they share its weights, what one learns changes both; where one has a clone, it does not.
import { cutNetwork } from '@graftjs/cut';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { lastBlocks } from '@graftjs/freeze/last-blocks';
import { linear } from '@graftjs/heads/linear';
import { branchNetwork, cloneWeights, shareWeights } from '@graftjs/network';
import { tinyBackbone, toyImages } from '@graftjs/testkit';
import { compose, fit } from '@graftjs/train';

await startBackend('cpu');
const recipe = { backbone: tinyBackbone(), head: linear({ l2: 1 }), seed: 1 };
const colour = { ...recipe, data: toyImages({ labels: ['red', 'green'] }), freeze: featureExtraction() };
const warmth = {
  ...recipe,
  data: toyImages({ labels: ['red', 'green', 'blue'] }),
  freeze: lastBlocks({ epochs: 3 }),
};

const first = await fit(compose(colour));
const { trunk, tail: firstHead } = cutNetwork(first.network, first.cut);
const clone = cloneWeights(first.network, 'clone');

// The second model starts from the same trunk, and trains its last block.
const second = await fit(compose(warmth));
const { trunk: trained, tail: secondHead } = cutNetwork(second.network, second.cut);

// As two networks that name the same weights:
const sharing = shareWeights(first.network, trained);
console.log(`sharing: the first model's scores moved by ${await distance(first.network, sharing)}`);
console.log(`cloned: they moved by ${await distance(first.network, clone)}`);

// As one network with two outputs, its trunk running once for both:
const both = branchNetwork(trained, { first: firstHead, second: secondHead });
const [scores, otherScores] = await run(both);
console.log(
  `one network: outputs of ${scores.shape[1]} and ${otherScores.shape[1]} columns, ${trunk.layers.length} layers in common`,
);

/**
 * @param {import('@graftjs/core').Network} a
 * @param {import('@graftjs/core').Network} b
 */
async function distance(a, b) {
  const [[before], [after]] = await Promise.all([run(a), run(b)]);
  return Math.max(...[...before.data].map((score, index) => Math.abs(score - after.data[index])));
}

/** @param {import('@graftjs/core').Network} network */
async function run(network) {
  const { preprocess } = recipe.backbone;
  const pictures = [];
  for await (const { input } of colour.data.examples('test')) pictures.push(await preprocess.prepare(input));
  const session = await tfjsEngine({ fold: false }).load(network);
  const outputs = await session.run(preprocess.batch(pictures));
  session.dispose();
  return outputs;
}
