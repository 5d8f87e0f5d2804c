import { expect, it } from 'vitest';
import { explainPage } from './explain-page.js';

const seen = { width: 4, height: 4, rgb: new Uint8ClampedArray(48).fill(90) };
const map = { label: 'a <cat>', layer: 'last', width: 1, height: 1, values: Float32Array.of(1) };

it('shows each picture as it was seen, beside its heat map, and whatever it is called', async () => {
  const page = await explainPage('Where it looks', [
    { file: 'one & "two".png', seen, map, probability: 0.987 },
    { file: 'three.png', seen, map: { ...map, values: Float32Array.of(0) }, probability: 0.4 },
  ]);
  expect(page).toContain('<h2>one &#38; &#34;two&#34;.png</h2>\n<p>a &#60;cat&#62;, 98.7 %</p>');
  expect(page).toContain('Grad-CAM at last');
  const pictures = [...page.matchAll(/src="([^"]+)"/g)].map(([, source]) => source);
  expect(pictures).toHaveLength(4);
  expect(pictures[0]).toMatch(/^data:image\/png;base64,/);
  expect(pictures[1]).not.toBe(pictures[0]);
  expect(pictures[3]).toBe(pictures[2]);
});
