import { watchOthers } from './watch-others.mjs';

/**
 * Runs two sides in turn, after one round that does not count.
 *
 * @param {number} rounds
 * @param {{ first: () => Promise<unknown>, second: () => Promise<unknown>, items: number }} sides `items`: how much work one
 *   call does, for the rates
 * @returns rates a second of both sides, and how many times faster the second is, as median and quartiles; `others`: the
 *   share of all processor time, 0 to 1, that other programs took meanwhile. Where it is not small, the side with more
 *   threads loses more, and the ratio says little.
 */
export async function interleave(rounds, { first, second, items }) {
  await first();
  await second();
  const rates = { first: [], second: [] };
  const ratios = [];
  const others = watchOthers();
  for (let round = 0; round < rounds; round++) {
    const a = await seconds(first);
    const b = await seconds(second);
    rates.first.push(items / a);
    rates.second.push(items / b);
    ratios.push(a / b);
  }
  return {
    others: others(),
    first: quartiles(rates.first),
    second: quartiles(rates.second),
    ratio: { ...quartiles(ratios), rounds },
  };
}

async function seconds(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function quartiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (fraction) => Number(sorted[Math.round(fraction * (sorted.length - 1))].toFixed(2));
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
