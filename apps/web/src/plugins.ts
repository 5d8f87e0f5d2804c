import type { Augmentation, FreezeStrategy, Head, ImageInput, Json, OpenBackbone } from '@graftjs/core';
import type { AugmentSpec } from '@graftjs/images/augment-spec';

type Options = Readonly<Record<string, Json>>;

/** Something that can be chosen; it loads on use. */
export interface Plugin<Made> {
  /** Its options that the page has fields for, by name. */
  readonly options?: readonly string[];
  /** What the user brings: a file of weights, or of a whole network. */
  readonly file?: 'weights' | 'network';
  readonly make: (options: Options, file?: File) => Made | Promise<Made>;
}

type Plugins<Made> = Readonly<Record<string, Plugin<Made>>>;

const tuning = ['learningRate', 'epochs', 'schedule', 'warmup', 'patience', 'batchNorm'];

/** Everything that the page offers, in this order: a line here is all that a plugin needs to appear. */
export const plugins = {
  backbones: {
    'efficientnet-lite0': { make: async (o) => (await lite()).efficientNetLite0(o) },
    'efficientnet-lite1': { file: 'weights', make: async (o, f) => (await lite()).efficientNetLite1(await fill(o, f)) },
    'efficientnet-lite2': { file: 'weights', make: async (o, f) => (await lite()).efficientNetLite2(await fill(o, f)) },
    'mobilenet-v2': {
      file: 'weights',
      options: ['alpha'],
      make: async (o, f) => (await mobile()).mobileNetV2(await fill(o, f)),
    },
    resnet50: {
      file: 'weights',
      make: async (o, f) => (await import('@graftjs/backbones/resnet')).resNet50(await fill(o, f)),
    },
    'inception-v3': {
      file: 'weights',
      make: async (o, f) => (await import('@graftjs/backbones/inception-v3')).inceptionV3(await fill(o, f)),
    },
    vgg16: { file: 'weights', make: async (o, f) => (await vgg()).vgg16(await fill(o, f)) },
    vgg19: { file: 'weights', make: async (o, f) => (await vgg()).vgg19(await fill(o, f)) },
    'own-network': {
      file: 'network',
      options: ['preprocess'],
      make: async (o, f) => (await import('./workshop/open-own-network.js')).openOwnNetwork(o, f),
    },
  } satisfies Plugins<OpenBackbone<ImageInput>> as Plugins<OpenBackbone<ImageInput>>,
  heads: {
    linear: {
      options: ['solver', 'l2', 'output'],
      make: async (o) => (await import('@graftjs/heads/linear')).linear(o),
    },
    mlp: {
      options: ['units', 'dropout', 'activation', 'output'],
      make: async (o) => (await import('@graftjs/heads/mlp')).mlp(o),
    },
    prototype: { make: async (o) => (await import('@graftjs/heads/prototype')).prototype(o as Record<string, never>) },
  } satisfies Plugins<Head> as Plugins<Head>,
  freeze: {
    'feature-extraction': {
      options: tuning.slice(0, -1),
      make: async (o) => (await import('@graftjs/freeze/feature-extraction')).featureExtraction(o),
    },
    'linear-probe-then-fine-tune': {
      options: ['blocks', ...tuning],
      make: async (o) => (await import('@graftjs/freeze/linear-probe-then-fine-tune')).linearProbeThenFineTune(o),
    },
    progressive: {
      options: ['factor', ...tuning],
      make: async (o) => (await import('@graftjs/freeze/progressive')).progressive(o),
    },
    'last-blocks': {
      options: ['blocks', ...tuning],
      make: async (o) => (await import('@graftjs/freeze/last-blocks')).lastBlocks(o),
    },
    'fine-tune': { options: tuning, make: async (o) => (await import('@graftjs/freeze/fine-tune')).fineTune(o) },
    discriminative: {
      options: ['blocks', 'factor', ...tuning],
      make: async (o) => (await import('@graftjs/freeze/discriminative')).discriminative(o),
    },
    surgical: {
      options: ['blocks', 'count', ...tuning],
      make: async (o) => (await import('@graftjs/freeze/surgical')).surgical(o),
    },
    'batch-norm-only': {
      options: tuning,
      make: async (o) => (await import('@graftjs/freeze/batch-norm-only')).batchNormOnly(o),
    },
  } satisfies Plugins<FreezeStrategy> as Plugins<FreezeStrategy>,
  augmentations: {
    none: { make: () => undefined },
    views: {
      options: ['flip', 'shift', 'zoom', 'rotation', 'brightness', 'contrast', 'views'],
      make: async (o) => (await import('@graftjs/images/augment')).augmentImages(o as AugmentSpec),
    },
  } satisfies Plugins<Augmentation<ImageInput> | undefined> as Plugins<Augmentation<ImageInput> | undefined>,
};

const lite = () => import('@graftjs/backbones/efficientnet-lite');
const mobile = () => import('@graftjs/backbones/mobilenet-v2');
const vgg = () => import('@graftjs/backbones/vgg');

/** Without a file the backbone says which one it needs. */
async function fill(options: Options, file: File | undefined) {
  return file === undefined ? options : { ...options, weights: new Uint8Array(await file.arrayBuffer()) };
}
