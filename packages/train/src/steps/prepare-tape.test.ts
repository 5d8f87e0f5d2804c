import { startBackend } from '@graftjs/engines/backends';
import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { residualNetwork } from '../../test/residual-network.js';
import { prepareTape } from './prepare-tape.js';

const kernelName = 'Conv2DBackpropFilter';
const trained = (...names: string[]) => ({
  trained: new Map(names.map((name) => [name, { learningRateScale: 1, block: 0, decays: true }])),
});

beforeAll(async () => {
  await startBackend('cpu');
});

it('lets a backend train what it has the kernels for, as often as it is asked', () => {
  for (let i = 0; i < 2; i++) prepareTape(residualNetwork(3), trained('stem_conv/kernel', 'predictions/kernel'));
});

it('names the kernels that are missing, and the layers that need them', () => {
  const kernel = getKernel(kernelName, 'cpu');
  unregisterKernel(kernelName, 'cpu');
  onTestFinished(() => registerKernel(kernel));
  prepareTape(residualNetwork(3), trained('predictions/kernel'));
  const act = () => prepareTape(residualNetwork(3), trained('top_conv/kernel', 'predictions/kernel'));
  expect(act).toThrow(expect.objectContaining({ code: 'missing-gradient-kernels' }));
  expect(act).toThrow(
    'The backend cpu cannot train residual, since it lacks:\n  Conv2DBackpropFilter, for top_conv\n' +
      'Freeze these layers and all before them, or start another backend',
  );
});
