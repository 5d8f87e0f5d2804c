/** Adds, for each channel, x times dy over `count` positions to `sums`. Addresses and steps are in bytes. */
export type AddProducts = (
  sums: number,
  x: number,
  xStep: number,
  dy: number,
  dyStep: number,
  /** Positions, at least 1. */
  count: number,
  /** Blocks of 16 channels, at least 1; the last one may reach past the channels. */
  blocks: number,
) => void;

/** Channels that `addProducts` takes at once. */
export const BLOCK = 16;

/** The inner loop with the memory it works in. */
export interface ProductAdder {
  readonly addProducts: AddProducts;
  /** The memory, grown to at least this many bytes; views of it that were taken before are void. */
  memory(bytes: number): ArrayBuffer;
}

/** `add-products.wat`, assembled: JavaScript would take ten times as long. Needs SIMD, as tfjs's wasm backend at full speed does. */
export function loadProductAdder(): ProductAdder {
  const module = new WebAssembly.Module(Uint8Array.from(atob(assembled), (letter) => letter.charCodeAt(0)));
  const exported = new WebAssembly.Instance(module).exports as {
    readonly memory: WebAssembly.Memory;
    readonly addProducts: AddProducts;
  };
  return {
    addProducts: exported.addProducts,
    memory(bytes) {
      const missing = bytes - exported.memory.buffer.byteLength;
      if (missing > 0) exported.memory.grow(Math.ceil(missing / PAGE));
      return exported.memory.buffer;
    },
  };
}

const PAGE = 65_536;

/** `add-products.wat` in base64. Exported for the test that assembles it again. */
export const assembled = [
  'AGFzbQEAAAABCwFgB39/f39/f38AAwIBAAUDAQABBxgCBm1lbW9yeQIAC2FkZFByb2R1Y3RzAAAK6wEB6AECA38EewNAIAD9AAQAIQogAP0ABBAh',
  'CyAA/QAEICEMIAD9AAQwIQ0gASEIIAMhCSAFIQcDQCAKIAj9AAQAIAn9AAQA/eYB/eQBIQogCyAI/QAEECAJ/QAEEP3mAf3kASELIAwgCP0ABCAg',
  'Cf0ABCD95gH95AEhDCANIAj9AAQwIAn9AAQw/eYB/eQBIQ0gCCACaiEIIAkgBGohCSAHQQFrIgcNAAsgACAK/QsEACAAIAv9CwQQIAAgDP0LBCAg',
  'ACAN/QsEMCAAQcAAaiEAIAFBwABqIQEgA0HAAGohAyAGQQFrIgYNAAsL',
].join('');
