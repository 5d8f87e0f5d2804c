/**
 * To the nearest multiple of 8 that is at least 90 % of what was asked. Keras, `_make_divisible` in
 * `keras/src/applications/mobilenet_v2.py`; EfficientNet rounds by the same rule.
 */
export function roundChannels(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
