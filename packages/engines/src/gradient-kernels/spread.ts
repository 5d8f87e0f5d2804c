import { pad, reshape, type Rank, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Puts zeros after every row and every column.
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, height * rowStep, width * columnStep, channels]`; `x` itself where both steps are 1
 */
export function spread(x: Tensor4D, rowStep: number, columnStep: number): Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  let spread = x;
  if (rowStep > 1) {
    spread = reshape(zerosAfter(spread, batch * rows, columns * channels, rowStep), [
      batch,
      rows * rowStep,
      columns,
      channels,
    ]);
  }
  if (columnStep > 1) {
    spread = reshape(zerosAfter(spread, batch * rows * rowStep * columns, channels, columnStep), [
      batch,
      rows * rowStep,
      columns * columnStep,
      channels,
    ]);
  }
  return spread;
}

function zerosAfter(x: Tensor4D, count: number, length: number, step: number): Tensor3D {
  return pad(reshape<Rank.R3>(x, [count, 1, length]), [
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
}
