import type { StageEpochs } from '../workshop/workshop-api.js';

/**
 * The epochs of an interrupted training with those that came after it was gone on with; what was done again counts once.
 *
 * @param before until it was interrupted
 * @param after since, told anew each time
 */
export function joinEpochs(before: readonly StageEpochs[], after: readonly StageEpochs[]): readonly StageEpochs[] {
  const [first, ...others] = after;
  const begin = first?.history[0];
  if (first === undefined || begin === undefined) return before;
  const kept = before
    .map(({ name, history }) => ({ name, history: history.filter(({ step }) => step < begin.step) }))
    .filter(({ history }) => history.length > 0);
  const last = kept.at(-1);
  // An epoch that is not the first of its stage goes on with the stage that is there.
  if (last === undefined || last.name !== first.name || begin.epoch === 1) return [...kept, ...after];
  return [...kept.slice(0, -1), { name: last.name, history: [...last.history, ...first.history] }, ...others];
}
