import type { Network } from '@graftjs/core';
import { expect, it } from 'vitest';
import { sumEngine, toyBackbone, toyRecipe } from '../../test/toy.js';
import { compose } from '../compose.js';
import { openStageData } from './stage-data.js';

it('refuses to train what needs another input than the features', async () => {
  const { network } = toyBackbone();
  const scale = { name: 'scale', shape: [null, 10], dtype: 'float32' } as const;
  const scaled = { name: 'scaled', type: 'Multiply', inputs: [{ from: 'pool' }, { from: 'scale' }] };
  const masked: Network = {
    ...network,
    inputs: [...network.inputs, scale],
    layers: [...network.layers.filter(({ name }) => name !== 'top'), { ...scaled, options: {}, weights: {} }],
    outputs: [{ from: 'scaled' }],
  };
  const options = { engine: sumEngine().engine, featureMemory: 1e6, onNote: () => undefined };
  const act = openStageData(compose(toyRecipe()).recipe, masked, { stage: 'tune', boundary: 'relu2' }, options);
  await expect(act).rejects.toMatchObject({
    code: 'side-inputs',
    message:
      'What trains behind "relu2" needs other inputs too (scale), which no stage that trains can give it. ' +
      'Freeze everything up to a layer behind which only the features are needed, or use featureExtraction().',
  });
});
