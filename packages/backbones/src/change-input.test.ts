import '@tensorflow/tfjs-backend-cpu';
import type { ImageInput, OpenBackbone } from '@graftjs/core';
import { inferShapes, loadWeights, runNetwork, toTensor } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeInput } from './change-input.js';
import { mobileNetV2 } from './mobilenet-v2.js';
import { vgg19 } from './vgg.js';

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

const small = () => mobileNetV2({ alpha: 0.05, inputSize: 32, weights: 'none', top: false });

describe('changeInput', () => {
  it('resizes network and preprocessing together', async () => {
    const backbone = await vgg19({ weights: 'bare', top: false });
    const changed = changeInput(backbone, { height: 96, width: 128 });
    expect(inferShapes(changed.network).get('block5_pool')).toEqual([[null, 3, 4, 512]]);
    expect(changed.preprocess.spec).toEqual({ ...(backbone.preprocess.spec as object), height: 96, width: 128 });
    expect(changed.fingerprint).not.toBe(backbone.fingerprint);
    expect({ ...changed, network: 0, preprocess: 0, fingerprint: 0 }).toEqual({ ...backbone, network: 0, preprocess: 0, fingerprint: 0 }); // prettier-ignore
    expect(changeInput(backbone, {}).fingerprint).toBe(backbone.fingerprint);
  });

  it('makes a backbone for grey pictures that gives the features it gave', async () => {
    const backbone = await small();
    const rgb = Uint8ClampedArray.from({ length: 32 * 32 * 3 }, (_, i) => (Math.floor(i / 3) * 37) % 256);
    const picture = { width: 32, height: 32, rgb };
    const wanted = await featuresOf(backbone, picture);
    const found = await featuresOf(changeInput(backbone, { channels: 1 }), picture);
    expect(found).toHaveLength(wanted.length);
    found.forEach((value, index) => expect(value).toBeCloseTo(wanted[index]!, 4));
  });

  it('takes one mean and one std for grey where there were three', async () => {
    const { preprocess, network } = changeInput(await vgg19({ weights: 'bare', top: false }), { channels: 1 });
    const { mean, ...rest } = preprocess.spec as { mean: number };
    expect(rest).toMatchObject({ channels: 'grey', std: 1 });
    expect(mean).toBeCloseTo(114.799, 3);
    expect(network.inputs[0]?.shape).toEqual([null, 224, 224, 1]);
  });

  it('refuses what cannot be', async () => {
    const whole = await vgg19({ weights: 'bare' });
    const refuse = (work: () => unknown, code: string, message: string) =>
      expect(work).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }));
    refuse(
      () => changeInput(whole, { height: 256, width: 256 }),
      'bad-input-size',
      'vgg19 cannot take 256 x 256: Dense "fc1" comes after Flatten "flatten" and has weights for each position, so "fc1/kernel" would ' +
        'be 32768 x 4096 instead of 25088 x 4096. Leave out what comes after "block5_pool" (its top, if that is one), or keep 224 x 224 ' +
        'and let preprocessing resize the pictures.',
    );
    refuse(
      () => changeInput(whole, { channels: 4 as 1 }),
      'bad-channels',
      'Pictures are prepared with 3 channels or 1; got 4.',
    );
    refuse(() => changeInput(whole, { size: 4 } as object), 'unknown-option', 'No option "size" for changeInput.');
    const preprocess = { ...whole.preprocess, kind: 'numbers' };
    refuse(
      () => changeInput({ ...whole, preprocess }, {}),
      'closed-preprocessing',
      'vgg19/bare prepares its inputs by "numbers"',
    );
  });
});

async function featuresOf(backbone: OpenBackbone<ImageInput>, picture: ImageInput): Promise<number[]> {
  const [entry] = backbone.preprocess.batch([await backbone.preprocess.prepare(picture)]);
  return tf.tidy(() => {
    const weights = loadWeights(backbone.network);
    const [features] = runNetwork(backbone.network, weights, new Map([[entry![0], toTensor(entry![1])]]));
    tf.dispose([...weights.values()]);
    return [...features!.dataSync()];
  });
}
