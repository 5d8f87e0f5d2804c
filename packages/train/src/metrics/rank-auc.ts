/**
 * Prepares the area under the ROC curve: the chance that a positive example scores higher than a negative one, ties being
 * even. Sorting is done once, so that asking for many resamples costs one walk each.
 *
 * @param scores one an example; larger means more likely positive
 * @returns from how often each example counts to the area; `null` without a positive or without a negative example
 * @see Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the other", 1947
 */
export function rankAuc(
  scores: readonly number[],
  isPositive: (example: number) => boolean,
): (counts: Uint16Array) => number | null {
  const score = (example: number): number => scores[example] ?? 0;
  const order = Uint32Array.from(scores.keys()).sort((a, b) => score(a) - score(b));
  const positive = Uint8Array.from(order, (example) => (isPositive(example) ? 1 : 0));
  const endsTie = Uint8Array.from(order, (example, rank) => {
    const next = order[rank + 1];
    return next === undefined || score(next) !== score(example) ? 1 : 0;
  });

  return (counts) => {
    let positives = 0;
    let negatives = 0;
    let tiedPositives = 0;
    let tiedNegatives = 0;
    let won = 0;
    for (let rank = 0; rank < order.length; rank++) {
      const count = counts[order[rank] ?? 0] ?? 0;
      if (positive[rank] === 1) tiedPositives += count;
      else tiedNegatives += count;
      if (endsTie[rank] === 0) continue;
      won += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
      tiedPositives = 0;
      tiedNegatives = 0;
    }
    return positives > 0 && negatives > 0 ? won / (positives * negatives) : null;
  };
}
