export { missingGradientKernels } from './gradient-kernels/missing-gradient-kernels.js';
export type { MissingKernel } from './gradient-kernels/missing-gradient-kernels.js';
export { registerGradients } from './gradient-kernels/register-gradients.js';
export { registerWasmGradients } from './gradient-kernels/register-wasm-gradients.js';
