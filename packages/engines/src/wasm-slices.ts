import {
  backend_util,
  getKernel,
  registerKernel,
  slice_util,
  unregisterKernel,
  util,
  type KernelFunc,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/**
 * Replaces the kernels of the wasm backend that cut a tensor into parts: each of them copies the whole tensor for every part,
 * which makes recurrent layers a hundred times slower than they need be, and grouped convolutions slow. The parts are the same
 * bits. Only the first call after the backend was imported does anything; other backends stay as they are.
 */
export function registerWasmSlices(): void {
  if (registered || getKernel('Slice', backendName) === undefined) return;
  registered = true;
  for (const [kernelName, cut] of Object.entries(cuts)) {
    const usual = getKernel(kernelName, backendName);
    // tfjs warns on the terminal when a kernel is registered twice.
    unregisterKernel(kernelName, backendName);
    registerKernel({
      ...usual,
      kernelFunc: (call) => {
        const x = (call.inputs['x'] ?? call.inputs['value']) as Tensor;
        return x.dtype === 'string' ? usual.kernelFunc(call) : cut(x, call.attrs as never, call.backend as WasmBackend);
      },
    });
  }
}

const backendName = 'wasm';
let registered = false;

interface WasmBackend {
  makeOutput(shape: number[], dtype: TensorInfo['dtype']): TensorInfo;
  /** The values where they are, until memory grows. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/** Where a part begins and how large it is along each axis. */
interface Part {
  readonly begin: readonly number[];
  readonly size: readonly number[];
}

const cuts: Readonly<Record<string, (x: Tensor, attributes: never, backend: WasmBackend) => ReturnType<KernelFunc>>> = {
  Slice(x, { begin, size }: { begin: number | number[]; size: number | number[] }, backend) {
    const [starts = [], sizes = []] = slice_util.parseSliceParams(x, begin, size);
    return copyParts(x, [{ begin: starts, size: sizes }], backend)[0] ?? x;
  },

  SplitV(x, { numOrSizeSplits, axis }: { numOrSizeSplits: number | number[]; axis: number }, backend) {
    const [along = 0] = util.parseAxisParam(axis, x.shape);
    let start = 0;
    const parts = backend_util.prepareSplitSize(x, numOrSizeSplits, along).map((length) => {
      const part = partAlong(x, along, start, length);
      start += length;
      return part;
    });
    return copyParts(x, parts, backend);
  },

  Unpack(x, { axis }: { axis: number }, backend) {
    const [along = 0] = util.parseAxisParam(axis, x.shape);
    const shape = x.shape.filter((_, at) => at !== along);
    const parts = Array.from({ length: x.shape[along] ?? 0 }, (_, at) => partAlong(x, along, at, 1));
    return copyParts(x, parts, backend).map((part) => ({ ...part, shape }));
  },
};

function partAlong({ shape }: Tensor, axis: number, start: number, length: number): Part {
  return {
    begin: shape.map((_, at) => (at === axis ? start : 0)),
    size: shape.map((whole, at) => (at === axis ? length : whole)),
  };
}

function copyParts(x: Tensor, parts: readonly Part[], backend: WasmBackend): TensorInfo[] {
  const outputs = parts.map(({ size }) => backend.makeOutput([...size], x.dtype));
  // Only now: making an output may move the memory.
  const values = backend.typedArrayFromHeap(x);
  outputs.forEach((output, at) => {
    const part = parts[at];
    if (part !== undefined) copyPart(values, x.shape, part, backend.typedArrayFromHeap(output));
  });
  return outputs;
}

type Values = ReturnType<WasmBackend['typedArrayFromHeap']>;

/** As many values at once as lie together. */
function copyPart(from: Values, shape: readonly number[], { begin, size }: Part, to: Values): void {
  let axis = shape.length - 1;
  while (axis > 0 && size[axis] === shape[axis]) axis--;
  const block = util.sizeFromShape(size.slice(axis));
  const outer = size.slice(0, Math.max(axis, 0));
  const strides = shape.map((_, at) => util.sizeFromShape(shape.slice(at + 1)));
  const first = (begin[axis] ?? 0) * (strides[axis] ?? 1);
  for (let row = 0; row * block < to.length; row++) {
    let at = first;
    let rest = row;
    for (let place = outer.length - 1; place >= 0; place--) {
      const length = outer[place] ?? 1;
      at += ((begin[place] ?? 0) + (rest % length)) * (strides[place] ?? 1);
      rest = Math.floor(rest / length);
    }
    if (block < SHORT) for (let i = 0; i < block; i++) to[row * block + i] = from[at + i] ?? 0;
    else to.set(from.subarray(at, at + block), row * block);
  }
}

/** Below this, copying one by one is faster. */
const SHORT = 16;
