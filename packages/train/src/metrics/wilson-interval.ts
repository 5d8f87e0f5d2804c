/** Where a figure lies with a probability of 95 %. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the normal distribution, two-sided, for 95 %. */
export const Z = 1.959963984540054;

/**
 * The 95 % score interval of a share. It has a width at 0 and 1 too, where drawing the examples again never shows anything else.
 *
 * @param hits from 0 to `count`
 * @param count at least 1
 * @see Wilson, "Probable inference, the law of succession, and statistical inference", 1927
 * @example
 * wilsonInterval(10, 10); // { low: 0.722, high: 1 }
 */
export function wilsonInterval(hits: number, count: number): Interval {
  const centre = hits + Z ** 2 / 2;
  const half = Z * Math.sqrt((hits * (count - hits)) / count + Z ** 2 / 4);
  const all = count + Z ** 2;
  return { low: hits === 0 ? 0 : (centre - half) / all, high: hits === count ? 1 : (centre + half) / all };
}
