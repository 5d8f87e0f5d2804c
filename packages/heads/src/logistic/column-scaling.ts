import { GraftError } from '@graftjs/core';

/** Float32's resolution: a column that varies by less, next to its mean, holds nothing but rounding. */
const RESOLUTION = 2 ** -23;

/** What standardising takes from and multiplies with each column. */
export interface ColumnScaling {
  readonly mean: Float64Array;
  /** One over the population standard deviation; 0 for a column that does not vary, which so gets no weight. */
  readonly inverse: Float64Array;
}

/**
 * Mean and spread of every column, all rows counting alike.
 *
 * @param features `[count, width]`, row-major
 * @throws GraftError 'features-not-finite'
 */
export function scaleColumns(features: Float32Array, width: number): ColumnScaling {
  const count = features.length / width;
  const mean = new Float64Array(width);
  const inverse = new Float64Array(width);
  for (let row = 0; row < features.length; row += width) {
    for (let column = 0; column < width; column++) mean[column] = (mean[column] ?? 0) + (features[row + column] ?? 0);
  }
  for (let column = 0; column < width; column++) mean[column] = (mean[column] ?? 0) / count;
  // A second pass, because the difference of squares would lose all digits of a column far from zero.
  for (let row = 0; row < features.length; row += width) {
    for (let column = 0; column < width; column++) {
      const distance = (features[row + column] ?? 0) - (mean[column] ?? 0);
      inverse[column] = (inverse[column] ?? 0) + distance * distance;
    }
  }
  for (let column = 0; column < width; column++) {
    const centre = mean[column] ?? 0;
    const deviation = Math.sqrt((inverse[column] ?? 0) / count);
    if (!Number.isFinite(deviation)) {
      throw new GraftError(
        'features-not-finite',
        `Feature column ${column} of ${width} holds NaN or infinity. Check the backbone's weights and preprocessing.`,
      );
    }
    inverse[column] = deviation <= RESOLUTION * Math.abs(centre) ? 0 : 1 / deviation;
  }
  return { mean, inverse };
}
