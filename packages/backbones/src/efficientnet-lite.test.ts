import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { fingerprint, type HostTensor } from '@graftjs/core';
import { initializeWeights, listWeights } from '@graftjs/network';
import { writeSafetensors } from '@graftjs/safetensors';
import { facts, labels, weights } from '@graftjs/weights-efficientnet-lite0';
import { describe, expect, it } from 'vitest';
import {
  efficientNetLite0,
  efficientNetLite1,
  efficientNetLite2,
  efficientNetLiteNetwork,
  type EfficientNetLite,
} from './efficientnet-lite.js';
import type { ArchitectureOptions } from './open-architecture.js';

/** A weights file for a network of so many classes, drawn at random. */
function drawFile(
  architecture: EfficientNetLite,
  classes: number,
  metadata: readonly (readonly [string, string])[] = [],
) {
  const network = initializeWeights(efficientNetLiteNetwork(architecture, { classes }), 5);
  return { network, bytes: writeSafetensors(network.weights, new Map(metadata)) };
}

const hash = (tensors: ReadonlyMap<string, HostTensor>): string => fingerprint().tensors(tensors).hex();

describe('efficientNetLite0', () => {
  it('comes with ImageNet weights, their facts and labels', async () => {
    const backbone = await efficientNetLite0();
    expect(backbone).toMatchObject({
      id: 'efficientnet-lite0/imagenet',
      modality: 'image',
      license: 'Apache-2.0',
      pretraining: { data: 'ImageNet-1k (ILSVRC 2012)', task: 'classification, 1,000 classes' },
      classifier: { layer: 'predictions', labels },
    });
    expect(backbone.preprocess.spec).toEqual({
      input: 'image',
      width: 224,
      height: 224,
      resize: 'squash',
      filter: 'bilinear',
      channels: 'rgb',
      mean: facts.input.mean,
      std: facts.input.std,
    });
    expect(backbone.blockEnds).toContain('head_activation');
    expect(backbone.network.weights.size).toBe(247);
    expect(backbone.network.weights.get('stem_conv/kernel')).toMatchObject({ dtype: 'float16', shape: [3, 3, 3, 32] });
  });

  it('names no weight that the packaged file lacks, and leaves none of it out', async () => {
    const { network } = await efficientNetLite0();
    const bytes = await readFile(weights);
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0)))) as object;
    expect(
      Object.keys(header)
        .filter((name) => name !== '__metadata__')
        .sort(),
    ).toEqual([...listWeights(network).keys()].sort());
  });

  it('leaves the top out', async () => {
    const backbone = await efficientNetLite0({ top: false });
    expect(backbone.classifier).toBeUndefined();
    expect(backbone.blockEnds?.at(-1)).toBe('head_activation');
    expect(backbone.network.outputs).toEqual([{ from: 'head_activation' }]);
    expect([...backbone.network.weights.keys()].filter((name) => name.startsWith('predictions'))).toEqual([]);
  });

  it('has a fingerprint that follows topology, weights and preprocessing alone', async () => {
    const path = fileURLToPath(weights);
    const usual = await efficientNetLite0();
    expect(usual.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    for (const same of [{}, { weights: path }, { weights: weights.href }, { weights: await readFile(path) }]) {
      const backbone = await efficientNetLite0(same);
      expect([backbone.fingerprint, backbone.id]).toEqual([usual.fingerprint, usual.id]);
    }
    const others = [{ top: false }, { inputSize: 192 }, { weights: 'none' }, { weights: 'none', seed: 2 }] as const;
    const all = [usual, ...(await Promise.all(others.map((options) => efficientNetLite0(options))))];
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length);
  });

  it('draws weights by seed, for any number of classes', async () => {
    const backbone = await efficientNetLite0({ weights: 'none', classes: 3, inputSize: 64 });
    expect(backbone.id).toBe('efficientnet-lite0/random');
    expect(backbone.pretraining).toBeUndefined();
    expect(backbone.classifier?.labels).toEqual(['class 0', 'class 1', 'class 2']);
    expect(backbone.network.inputs[0]?.shape).toEqual([null, 64, 64, 3]);
    const drawn = async (seed?: number) =>
      (await efficientNetLite0({ weights: 'none', seed })).network.weights.get('stem_conv/kernel');
    expect(await drawn()).toEqual(await drawn(1));
    expect(await drawn(2)).not.toEqual(await drawn(1));
  });
});

describe('weights from a file', () => {
  it('serve Lite1 and Lite2, with the classes that the file has', async () => {
    for (const [open, architecture] of [
      [efficientNetLite1, 'efficientnet-lite1'],
      [efficientNetLite2, 'efficientnet-lite2'],
    ] as const) {
      const { network, bytes } = drawFile(architecture, 2, [['architecture', architecture]]);
      const backbone = await open({ weights: bytes });
      expect(backbone.id).toBe(`${architecture}/file`);
      expect(backbone.license).toBe('NOASSERTION');
      expect(backbone.classifier?.labels).toEqual(['class 0', 'class 1']);
      expect(hash(backbone.network.weights)).toBe(hash(network.weights));
      const { license } = await open({ weights: drawFile(architecture, 2, [['license', 'MIT']]).bytes, top: false });
      expect(license).toBe('MIT');
    }
  });

  it('need no top where none is wanted', async () => {
    const { weights } = initializeWeights(efficientNetLiteNetwork('efficientnet-lite0', { top: false }), 5);
    const bytes = writeSafetensors(weights);
    const { network } = await efficientNetLite0({ weights: bytes, top: false });
    expect(hash(network.weights)).toBe(hash(weights));
    expect((await efficientNetLite0({ weights: bytes })).classifier).toBeUndefined();
    await expect(efficientNetLite0({ weights: bytes, top: true })).rejects.toMatchObject({
      code: 'no-top-in-weights',
      message:
        'These weights of efficientnet-lite0 end before the classifier. Leave the top out (top: false), or give weights that ' +
        'have it: efficientnet-lite0.safetensors.',
    });
  });

  it('are refused with everything that is wrong', async () => {
    const tensors = new Map<string, HostTensor>(drawFile('efficientnet-lite0', 2).network.weights);
    tensors.delete('head_bn/gamma');
    tensors.set('stem_conv/kernel', { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) });
    tensors.set('extra', { dtype: 'int32', shape: [], data: Int32Array.of(1) });
    await expect(efficientNetLite0({ weights: writeSafetensors(tensors) })).rejects.toMatchObject({
      code: 'weights-mismatch',
      message:
        'These weights do not fit efficientnet-lite0. 1 missing: head_bn/gamma (1280). 1 not part of it: extra (scalar). ' +
        '1 misshapen: stem_conv/kernel (2 instead of 3 x 3 x 3 x 32). ' +
        'Open them with the architecture and options that they were trained with.',
    });
  });
});

describe('refusals', () => {
  it.each([
    [{ wieghts: 'none' }, 'unknown-option', 'No option "wieghts" for efficientnet-lite0. Use: '],
    [
      { inputSize: 16 },
      'bad-option',
      'is a whole number of pixels from 32, since it shrinks a picture 32 times; got 16.',
    ],
    [
      { top: false, classes: 3 },
      'unused-option',
      '"classes" belongs to the top, which "top: false" leaves out. Give one of the two.',
    ],
    [{ seed: 3 }, 'unused-option', '"seed" draws weights at random, which only "weights: \'none\'" does.'],
    [
      { classes: 2 },
      'fixed-classes',
      'The top of these weights tells 1000 classes apart, so it cannot have 2. For other classes leave it out (top: false) and ' +
        "train a head, or draw all weights at random (weights: 'none').",
    ],
    [{ weights: 'no/such/file' }, 'unreadable-file', '"no/such/file" cannot be read: ENOENT'],
    [{ weights: new Uint8Array(4) }, 'safetensors-truncated', ''],
  ])('of %o', async (options, code, message) => {
    await expect(efficientNetLite0(options as ArchitectureOptions)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('of weights for another member of the family', async () => {
    await expect(efficientNetLite1({ weights })).rejects.toMatchObject({
      code: 'wrong-architecture',
      message: 'These weights are for efficientnet-lite0, not for efficientnet-lite1. Open them as efficientnet-lite0.',
    });
  });

  it('of ImageNet weights that no package carries', async () => {
    await expect(efficientNetLite2()).rejects.toMatchObject({
      code: 'no-packaged-weights',
      message: expect.stringContaining(
        'Give the path or address of efficientnet-lite2.safetensors as "weights", or draw weights at random (weights: \'none\').',
      ),
    });
  });
});
