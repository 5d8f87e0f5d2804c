import { expect, it } from 'vitest';
import * as network from './index.js';

it('exports', () => {
  expect(Object.keys(network).sort()).toEqual([
    'activate',
    'branchNetwork',
    'checkComplete',
    'checkFinite',
    'checkNetwork',
    'checkWeightValues',
    'cloneWeights',
    'connectMasks',
    'foldBatchNorm',
    'formatSummary',
    'freePrefix',
    'inferShapes',
    'initializeWeights',
    'joinNetworks',
    'layerType',
    'listLayerTypes',
    'listWeights',
    'loadWeights',
    'networkFingerprint',
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
