export { decodeImage } from './decode-image.js';
export type { DecodeOptions } from './decode-image.js';
export { resizeImage } from './resize-image.js';
export type { ResizeMode, ResizeOptions } from './resize-image.js';
export type { ResizeFilter } from './resample.js';
export { imagePlugin, imagePreprocess } from './image-preprocess.js';
export type { ImageSpec } from './image-spec.js';
export { pixelScales } from './pixel-scales.js';
export type { PixelScale } from './pixel-scales.js';
