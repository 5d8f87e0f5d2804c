import { expect, it } from 'vitest';
import * as network from './index.js';

it('exports', () => {
  expect(Object.keys(network).sort()).toEqual([
    'activate',
    'checkNetwork',
    'connectMasks',
    'foldBatchNorm',
    'formatSummary',
    'inferShapes',
    'initializeWeights',
    'joinNetworks',
    'layerType',
    'listLayerTypes',
    'listWeights',
    'loadWeights',
    'resizeInput',
    'runNetwork',
    'sharesColumn',
    'sliceNetwork',
    'summarize',
    'toHost',
    'toTensor',
    'widen',
  ]);
});
