import { expect, it } from 'vitest';
import * as network from './index.js';

it('exports', () => {
  expect(Object.keys(network).sort()).toEqual([
    'activate',
    'branchNetwork',
    'checkNetwork',
    'cloneWeights',
    'foldBatchNorm',
    'formatSummary',
    'inferShapes',
    'initializeWeights',
    'joinNetworks',
    'layerType',
    'listLayerTypes',
    'listWeights',
    'loadWeights',
    'runNetwork',
    'shareWeights',
    'sharesColumn',
    'sliceNetwork',
    'summarize',
    'toHost',
    'toTensor',
    'widen',
  ]);
});
