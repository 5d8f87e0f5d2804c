import { expect, it } from 'vitest';
import { float16ToFloat32 } from './float16.js';

it('widens float16 exactly', () => {
  const bits = Uint16Array.from([
    0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x03ff, 0x0001, 0x3555, 0x7c00, 0xfc00,
  ]);
  expect([...float16ToFloat32(bits)]).toEqual([
    0,
    -0,
    1,
    -2,
    65504,
    2 ** -14,
    1023 * 2 ** -24,
    2 ** -24,
    0.333251953125,
    Infinity,
    -Infinity,
  ]);
  expect(float16ToFloat32(Uint16Array.of(0x7e00))[0]).toBeNaN();
});
