import { expect, it } from 'vitest';
import { buildNetwork } from '../build-network.js';
import { orderAsKeras } from './order-as-keras.js';

// Two branches of different length from `start`, and a layer that leads nowhere.
const net = buildNetwork('branches', [{ name: 'x', shape: [null, 4], dtype: 'float32' }]);
const start = net.add('ReLU', 'start', 'x');
net.add('ReLU', 'lost', start);
const short = net.add('ReLU', 'short', start);
const long = net.add('ReLU', 'long2', net.add('ReLU', 'long1', start));
const network = net.finish(net.add('Add', 'sum', [short, long]));

it('puts what is farthest from the output first, and at one distance what the search meets first', () => {
  expect(orderAsKeras(network).layers.map(({ name }) => name)).toEqual(['start', 'long1', 'short', 'long2', 'sum']);
});

it('leaves the network as it is', () => {
  const copy = structuredClone(network);
  orderAsKeras(network);
  expect(network).toEqual(copy);
});
