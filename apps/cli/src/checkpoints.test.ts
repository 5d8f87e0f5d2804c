import { expect, it } from 'vitest';
import { interrupted, type Checkpoints } from './checkpoints.js';

const checkpoints = (exist: boolean): Checkpoints => ({
  folder: 'pets.checkpoints',
  goesOn: false,
  store: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
  exist: () => Promise.resolve(exist),
  clear: () => Promise.resolve(),
});

it('says how to go on, as a shell takes it', async () => {
  const error = await interrupted(checkpoints(true), ['train', 'my pets', '--group-by', "(it's \\d+)", '--seed=3']);
  expect(error?.code).toBe('interrupted');
  expect(error?.message).toBe(
    'Interrupted. Nothing was left half-written, and pets.checkpoints has a checkpoint. Go on with:\n' +
      String.raw`  graft train 'my pets' --group-by '(it'\''s \d+)' --seed=3 --resume`,
  );
  expect((await interrupted(checkpoints(true), ['train', 'pets', '--resume']))?.message).toMatch(
    /\n {2}graft train pets --resume$/,
  );
});

it('has nothing to say where there is no checkpoint', async () => {
  expect(await interrupted(checkpoints(false), ['train', 'pets'])).toBe(undefined);
});
