import type { LearningRateSearch } from '@graftjs/train';

/** One step of a range test; a loss is NaN where it is so high that it would hide the valley. */
export type RatePoint = { readonly rate: number; readonly loss: number; readonly smoothed: number };

/** Shown up to so many times the highest smoothed loss before the lowest, or the lowest itself. */
const [ABOVE_START, ABOVE_LOWEST] = [1.2, 2];

/** The steps of a range test, to be drawn. */
export function listRatePoints({
  rates,
  losses,
  smoothedLosses,
}: Pick<LearningRateSearch, 'rates' | 'losses' | 'smoothedLosses'>): RatePoint[] {
  const lowest = Math.min(...smoothedLosses);
  const before = smoothedLosses.slice(0, smoothedLosses.indexOf(lowest) + 1);
  const ceiling = Math.max(ABOVE_START * Math.max(...before), ABOVE_LOWEST * lowest);
  const shown = (loss = NaN): number => (loss <= ceiling ? loss : NaN);
  return rates.map((rate, step) => ({ rate, loss: shown(losses[step]), smoothed: shown(smoothedLosses[step]) }));
}
