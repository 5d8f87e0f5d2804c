import type { RgbImage } from '@graftjs/core';
import { encodePng } from '@graftjs/images/encode-png';
import { escapeXml } from '../chart/xml.js';
import { htmlPage } from '../html-page.js';
import { formatPercent } from '../markdown.js';
import { drawHeatMap } from './draw-heat-map.js';
import type { HeatMap } from './grad-cam.js';

/** What a model says of a picture, and where it looked. */
export interface Explanation {
  readonly file: string;
  /** As the network saw it. */
  readonly seen: RgbImage;
  readonly map: HeatMap;
  /** Of the map's label, from 0 to 1. */
  readonly probability: number;
}

/**
 * A page of pictures beside their heat maps: it needs no other file and runs no script. Node only.
 *
 * @returns HTML, in ASCII
 */
export async function explainPage(title: string, explanations: readonly Explanation[]): Promise<string> {
  const sections: string[] = [];
  for (const explanation of explanations) sections.push(await formatSection(explanation));
  const layers = [...new Set(explanations.map(({ map }) => map.layer))].join(', ');
  const key = `In colour: what speaks for the label, from dark blue, a little, to yellow, most (Grad-CAM at ${layers}). The strongest place of each picture is yellow, so colours of two pictures cannot be compared. Where nothing is coloured, nothing speaks for the label.`;
  const style = `  h2 { font-size: 1em; margin: 32px 0 0; overflow-wrap: anywhere; }
  h2 + p { margin: 0 0 8px; }
  img { width: 48%; vertical-align: top; }`;
  return htmlPage(title, style, [`<p>${escapeXml(key)}</p>`, ...sections].join('\n'));
}

async function formatSection({ file, seen, map, probability }: Explanation): Promise<string> {
  const [name, label] = [escapeXml(file), escapeXml(map.label)];
  return `<section>
<h2>${name}</h2>
<p>${label}, ${formatPercent(probability)}</p>
<img src="${await toDataUri(seen)}" alt="${name} as the network saw it">
<img src="${await toDataUri(drawHeatMap(seen, map))}" alt="${name} with what speaks for ${label} in colour">
</section>`;
}

async function toDataUri(image: RgbImage): Promise<string> {
  return `data:image/png;base64,${(await encodePng(image)).toString('base64')}`;
}
