import { expect, it } from 'vitest';
import { taskColumns } from './task-columns.js';

it('names the columns of every kind of task', () => {
  expect(taskColumns({ kind: 'classification', labels: ['cat', 'dog'] })).toEqual(['cat', 'dog']);
  expect(taskColumns({ kind: 'multilabel', labels: ['wet', 'cold'] })).toEqual(['wet', 'cold']);
  expect(taskColumns({ kind: 'regression', names: ['age'] })).toEqual(['age']);
});
