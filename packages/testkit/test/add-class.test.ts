import '@tensorflow/tfjs-backend-cpu';
import { decodeBundle, encodeBundle, loadModel, rewriteBundle } from '@graftjs/bundle';
import type { ImageInput } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { addClass } from '@graftjs/heads';
import { prototype } from '@graftjs/heads/prototype';
import { imagePlugin } from '@graftjs/images';
import { sliceNetwork } from '@graftjs/network';
import { compose, fit } from '@graftjs/train';
import { expect, it } from 'vitest';
import { tinyBackbone, toyImages } from '../src/index.js';

it('a bundle of class means learns a class from its pictures alone', async () => {
  await startBackend('cpu');
  const engine = tfjsEngine();
  const run = await fit(
    compose({ data: toyImages(), backbone: tinyBackbone(), head: prototype(), freeze: featureExtraction(), seed: 1 }),
  );
  const bundle = decodeBundle(encodeBundle(run), { preprocessors: [imagePlugin] });

  const last = bundle.network.layers.at(-1)!;
  const trunk = sliceNetwork(bundle.network, { upTo: last.inputs[0]!.from });
  const session = await engine.load(trunk, { boundaries: [bundle.cut] });
  const blue = await picturesOf(2, 'train');
  const ready = await Promise.all(blue.map((picture) => bundle.preprocess.prepare(picture)));
  const [features] = await session.run(bundle.preprocess.batch(ready));
  session.dispose();

  const task = { kind: 'classification', labels: ['red', 'green', 'blue'] } as const;
  const network = addClass(bundle.network, features!);
  const wider = decodeBundle(rewriteBundle({ ...bundle, network, task, metrics: null }), {
    preprocessors: [imagePlugin],
  });
  const model = await loadModel(wider, engine);
  for (const [label, name] of task.labels.entries()) {
    const answers = await model.predict(await picturesOf(label, 'test'));
    const right = answers.filter((answer) => answer.label === name).length;
    expect(right / answers.length, name).toBeGreaterThan(0.7);
  }
  model.dispose();
});

async function picturesOf(label: number, split: 'train' | 'test'): Promise<ImageInput[]> {
  const pictures: ImageInput[] = [];
  for await (const { input, target } of toyImages({ labels: ['red', 'green', 'blue'] }).examples(split)) {
    if (target === label) pictures.push(input);
  }
  return pictures;
}
