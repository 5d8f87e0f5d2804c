import { startBackend } from '@graftjs/engines/backends';
import { estimateForwardBytes } from '@graftjs/engines/estimate-forward';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { fineTune } from '@graftjs/freeze/fine-tune';
import { lastBlocks } from '@graftjs/freeze/last-blocks';
import { beforeAll, expect, it } from 'vitest';
import { toyData, toyRecipe } from '../../test/toy.js';
import { compose } from '../compose.js';
import { estimateRunMemory } from './estimate-memory.js';

const data = toyData({ sizes: { train: 60, validation: 6, test: 3 } });
const composition = (freeze = featureExtraction(), batchSize = 4) => compose(toyRecipe({ data, batchSize, freeze }));

beforeAll(() => startBackend('cpu'));

it('counts the network on the host and on the backend, the features, and a batch that waits for another', () => {
  const { trunk } = composition();
  const { bytes, backendBytes } = estimateRunMemory(composition(), 'cpu');
  expect(backendBytes).toBe(estimateForwardBytes(trunk.network, 'cpu', 4));
  const weights = [...trunk.network.weights.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  expect(bytes).toBeGreaterThan(backendBytes + weights);
  expect(estimateRunMemory(composition(), 'cpu', { parallel: 2 }).bytes).toBeGreaterThan(bytes + backendBytes);
});

it('grows with what trains, and with the batch', () => {
  const bytes = (freeze = featureExtraction(), batchSize?: number): number =>
    estimateRunMemory(composition(freeze, batchSize), 'cpu').backendBytes;
  expect(bytes(fineTune())).toBeGreaterThan(bytes(lastBlocks({ blocks: 1 })));
  expect(bytes(fineTune(), 16)).toBeGreaterThan(2 * bytes(fineTune()));
  expect(estimateRunMemory(composition(fineTune(), 16), 'cpu', { batchSize: 4 }).backendBytes).toBe(bytes(fineTune()));
});
