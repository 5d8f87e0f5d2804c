import {
  matMul,
  ones,
  reshape,
  tidy,
  transpose,
  util,
  type KernelFunc,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** Kernels of the wasm backend that are slow where gradients need them; each is given the usual one. */
export const fasterKernels: Readonly<Record<string, (usual: KernelFunc) => KernelFunc>> = {
  /** A transposed operand falls on a plain loop, ten times slower than moving the values first. */
  BatchMatMul: (usual) => (call) => {
    const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
    if (!transposeA && !transposeB) return usual(call);
    const { a, b } = call.inputs as { a: Tensor; b: Tensor };
    return tidy(() => matMul(transposeA ? swapped(a) : a, transposeB ? swapped(b) : b));
  },

  /** Over leading axes (the gradient of a bias, of a scale) all values are moved first; a product with ones moves none. */
  Sum: (usual) => (call) => {
    const { x } = call.inputs as { x: Tensor };
    const { axis, keepDims } = call.attrs as { axis: number | number[]; keepDims: boolean };
    const axes = util.parseAxisParam(axis, x.shape);
    const leading = axes.length < x.rank && [...axes].sort((a, b) => a - b).every((at, index) => at === index);
    if (x.dtype !== 'float32' || axes.length === 0 || !leading) return usual(call);
    const kept = x.shape.slice(axes.length);
    return tidy(() => reshape(sumRows(x, axes.length), keepDims ? [...axes.map(() => 1), ...kept] : kept));
  },

  /** Copied the values; a gradient tape makes an identity of all that it keeps. */
  Identity: (usual) => (call) => {
    const { x } = call.inputs as { x: TensorInfo };
    if (x.dtype === 'string') return usual(call);
    (call.backend as { incRef(dataId: object): void }).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
};

function swapped(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

/** In two steps, first within each entry of the first axis, so that rounding errors do not add up over a long sum. */
function sumRows(x: Tensor, axes: number): Tensor {
  const [entries = 1] = x.shape;
  const rows = util.sizeFromShape(x.shape.slice(1, axes));
  const columns = util.sizeFromShape(x.shape.slice(axes));
  const partial =
    rows === 1
      ? reshape(x, [entries, columns])
      : reshape(matMul(ones([1, 1, rows]), reshape(x, [entries, rows, columns])), [entries, columns]);
  return matMul(ones([1, entries]), partial);
}
