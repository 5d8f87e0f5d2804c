import { expect, it } from 'vitest';
import { describeEpoch, describeFeaturePrice, describeStep, describeTrainingPrice } from './describe-progress.js';

const features = {
  phase: 'price',
  stage: 'tune',
  boundary: 'block6d_add',
  examples: { train: 64, validation: 16 },
  views: 1,
  bytes: 3_010_560,
  kept: 'memory',
  seconds: 18,
} as const;

const onDisk = { onDisk: true, noun: 'picture' } as const;
const inMemory = { onDisk: false, noun: 'picture' } as const;

it('says what the frozen part costs, in time and room', () => {
  const price = describeFeaturePrice(features, onDisk);
  expect(price).toBe(
    'tune: 80 pictures run once up to block6d_add: about 20 s, 3.0 MB of memory and of disk for their features.',
  );
  expect(describeFeaturePrice({ ...features, views: 8, bytes: 2.5e9 }, inMemory)).toBe(
    'tune: 80 pictures (8 views of those to train on) run once up to block6d_add: about 20 s, 2.5 GB of memory for their features.',
  );
});

it('calls texts what they are', () => {
  expect(describeFeaturePrice(features, { onDisk: true, noun: 'text' })).toMatch(/^tune: 80 texts run once /);
  expect(describeFeaturePrice({ ...features, boundary: undefined }, { onDisk: false, noun: 'text' })).toMatch(
    /80 texts are only prepared once/,
  );
});

it('says where too much is had from, epoch after epoch', () => {
  const large = { ...features, kept: 'remade', bytes: 12e9, seconds: 4000 } as const;
  expect(describeFeaturePrice(large, onDisk)).toBe(
    'tune: 80 pictures run up to block6d_add: about 1 h 7 min; 12 GB are too much for memory, so they are read from the disk in every epoch.',
  );
  expect(describeFeaturePrice(large, inMemory)).toMatch(
    /made anew in every epoch; without --cache none they would be kept\.$/,
  );
});

it('says that nothing is frozen at the front', () => {
  expect(describeFeaturePrice({ ...features, boundary: undefined, seconds: 0.2 }, onDisk)).toBe(
    'tune: nothing is frozen at the front, so 80 pictures are only decoded once: less than a second, 3.0 MB of memory for them.',
  );
  expect(describeFeaturePrice({ ...features, boundary: undefined, kept: 'remade' }, onDisk)).toMatch(
    /only decoded: about 20 s in every epoch, for 3\.0 MB are too much for memory\.$/,
  );
});

const later = Array.from({ length: 9 }, (_, at) => ({
  boundary: `block ${at}`,
  minutes: 8 - at,
  bytes: (9 - at) * 1e8,
}));

it('says what steps cost, and what costs less where that is much', () => {
  const price = { phase: 'training-price', stage: 'tune', minutes: 2, bytes: 85e6, laterBoundaries: later } as const;
  expect(describeTrainingPrice(price)).toBe(
    'tune: about 2 min of steps if it runs to its last epoch, 85 MB of memory.',
  );
  expect(describeTrainingPrice({ ...price, minutes: 9 })).toBe(
    'tune: about 9 min of steps if it runs to its last epoch, 85 MB of memory. With fewer blocks to train it would be less: ' +
      'about 8 min and 900 MB for the last 8; about 4 min and 500 MB for the last 4; about 2 min and 300 MB for the last 2; ' +
      'about 1 min and 200 MB for the last 1.',
  );
  expect(describeTrainingPrice({ ...price, minutes: 9, laterBoundaries: [] })).toMatch(/85 MB of memory\.$/);
});

it('says how a step and an epoch went', () => {
  const step = { phase: 'step', stage: 'tune', step: 4, done: 4, total: 8, gradientNorm: 1 } as const;
  expect(describeStep({ ...step, loss: 0.12345, learningRate: 9.49e-5 })).toBe('loss 0.123  rate 9.5e-5');
  expect(describeStep({ ...step, loss: 0.12345, learningRate: 0.001 })).toBe('loss 0.123  rate 0.001');
  const epoch = { phase: 'epoch', stage: 'tune', epoch: 2, step: 8, learningRate: 1e-4, trainLoss: 0.25 } as const;
  const accuracies = { trainAccuracy: 0.9, validationAccuracy: 0.875 };
  expect(describeEpoch({ ...epoch, validationLoss: 0.3, ...accuracies }, true)).toBe(
    'tune, epoch 2: training loss 0.250 (90.0 % right), validation 0.300 (87.5 % right), the best so far',
  );
  expect(describeEpoch({ ...epoch, trainAccuracy: null, validationLoss: null, validationAccuracy: null }, false)).toBe(
    'tune, epoch 2: training loss 0.250',
  );
});
