export { writeOnnx } from './onnx/write-onnx.js';
export type { OnnxOptions } from './onnx/write-onnx.js';
