import { expect, it } from 'vitest';
import { checkValidation } from './check-validation.js';

const task = { kind: 'classification', labels: ['cat', 'dog', 'eel'] } as const;
const stage = { name: 'tune', patience: 3 };

it('lets what is not judged, and what can be, be', () => {
  checkValidation({ name: 'tune' }, task, []);
  checkValidation(stage, task, [2, 0, 1]);
  checkValidation(stage, { kind: 'regression', names: ['age'] }, [[1.5]]);
});

it('refuses an empty validation split', () => {
  const act = () => checkValidation(stage, task, []);
  expect(act).toThrow(expect.objectContaining({ code: 'no-validation' }));
  expect(act).toThrow(
    'The stage "tune" ends after 3 epoch(s) without a better validation loss, and there is no validation example. ' +
      'Give the data a validation split, or leave out the patience (null in a strategy)',
  );
});

it('refuses one that lacks labels, and names them', () => {
  const act = () => checkValidation(stage, task, [1, 1]);
  expect(act).toThrow(expect.objectContaining({ code: 'validation-lacks-label' }));
  expect(act).toThrow('no validation example has the label "cat", "eel". Add one of each, or leave out the patience');
});
