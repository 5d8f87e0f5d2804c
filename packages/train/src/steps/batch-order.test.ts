import { expect, it } from 'vitest';
import { orderBatches, stepsPerEpoch } from './batch-order.js';

const order = { count: 23, batchSize: 4, accumulate: 2, seed: 7 };

it('takes every example once an epoch, in steps of several batches, and leaves none out', () => {
  const steps = orderBatches(order, 0, 0);
  expect(steps.map((batches) => batches.map(({ length }) => length))).toEqual([
    [4, 4],
    [4, 4],
    [4, 3],
  ]);
  expect(steps).toHaveLength(stepsPerEpoch(order));
  expect(steps.flat(2).sort((a, b) => a - b)).toEqual([...Array(23).keys()]);
});

it('draws another order for every epoch and stage, and the same one again', () => {
  const orders = [orderBatches(order, 0, 0), orderBatches(order, 0, 1), orderBatches(order, 1, 0)];
  expect(new Set(orders.map((steps) => steps.flat(2).join())).size).toBe(3);
  expect(orderBatches(order, 1, 0)).toEqual(orders[2]);
});

it('keeps the order of examples when gradients of smaller batches are summed', () => {
  const joined = orderBatches({ ...order, batchSize: 8, accumulate: 1 }, 0, 3);
  expect(orderBatches(order, 0, 3).map((batches) => batches.flat())).toEqual(joined.map(([batch]) => batch));
});
