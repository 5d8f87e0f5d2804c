export { registerGradients } from './gradient-kernels/register-gradients.js';
export { registerWasmGradients } from './gradient-kernels/register-wasm-gradients.js';
