import type { Augmentation, ImageInput } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { decodeImage } from './decode-image.js';
import { encodePng } from './encode-png.js';

export interface PreviewOptions {
  /** Decides the views, as in training. */
  readonly seed: number;
  /** The longer side of each picture in the grid, in pixels: 16 to 1024. Default 160. */
  readonly side?: number;
  /** Default 'Views'. */
  readonly title?: string;
  /** Told of each picture that cannot be read, with the reason. */
  readonly onUnreadable?: (id: string, reason: GraftError) => void;
}

/** A picture to preview. */
export interface PreviewPicture {
  /** As in the data set: it decides the views, and heads the row. */
  readonly id: string;
  readonly input: ImageInput;
}

/**
 * A page that shows pictures beside their views: one row a picture, the picture itself first. It needs no other file and runs no
 * script. A picture that cannot be read has the reason in its row. Node only.
 *
 * @returns HTML
 * @throws GraftError 'bad-seed', 'bad-option'
 * @example
 * await writeFile('grid.html', await previewGrid(pictures, augmentImages({ rotation: 10 }), { seed: 7 }));
 */
export async function previewGrid(
  pictures: Iterable<PreviewPicture> | AsyncIterable<PreviewPicture>,
  augmentation: Augmentation<ImageInput>,
  options: PreviewOptions,
): Promise<string> {
  const { seed, side = 160, title = 'Views' } = options;
  if (!(Number.isSafeInteger(side) && side >= 16 && side <= 1024)) {
    throw new GraftError('bad-option', `The side of a preview is a whole number from 16 to 1024; got ${String(side)}.`);
  }
  const rows: string[] = [];
  for await (const picture of pictures) rows.push(await formatRow(picture, augmentation, { ...options, side }));
  const heads = Array.from({ length: augmentation.views }, (_, view) => `<th>${view === 0 ? 'as it is' : view}</th>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>
  body { font: 14px/1.5 system-ui, sans-serif; margin: 24px; color: #222; background: #fff; }
  table { border-collapse: collapse; }
  th { font-weight: 600; text-align: center; padding: 4px; }
  th[scope='row'] { min-width: 110px; max-width: 180px; overflow-wrap: anywhere; text-align: left; font-weight: 400; }
  td { padding: 4px; text-align: center; vertical-align: middle; }
  td:nth-of-type(1) { border-right: 2px solid #888; padding-right: 8px; }
  td + td { padding-left: 8px; }
  td[colspan] { color: #a00; border: 0; text-align: left; }
  img { display: block; margin: auto; }
</style>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(describe(augmentation))} Seed ${seed}.</p>
<table>
<tr><th></th>${heads.join('')}</tr>
${rows.join('\n')}
</table>
</html>
`;
}

async function formatRow(
  { id, input }: PreviewPicture,
  augmentation: Augmentation<ImageInput>,
  { seed, side, onUnreadable }: PreviewOptions & { readonly side: number },
): Promise<string> {
  const name = escapeHtml(id);
  const cells: string[] = [];
  try {
    for (let view = 0; view < augmentation.views; view++) {
      const source = await toDataUri(await augmentation.view(input, seed, id, view), side);
      cells.push(`<td><img src="${source}" alt="${name}, view ${view}"></td>`);
    }
  } catch (error) {
    if (!(error instanceof GraftError) || error.code === 'bad-seed') throw error;
    onUnreadable?.(id, error);
    cells.splice(0, Infinity, `<td colspan="${augmentation.views}">${escapeHtml(error.message)}</td>`);
  }
  return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`;
}

/** PNG, so that what is seen is what was made. */
async function toDataUri(input: ImageInput, side: number): Promise<string> {
  const image = await decodeImage(input, { atLeast: { width: side, height: side } });
  const png = await encodePng(image, { within: side });
  return `data:image/png;base64,${png.toString('base64')}`;
}

function describe({ spec, views }: Augmentation<ImageInput>): string {
  const ranges = typeof spec === 'object' && spec !== null ? Object.entries(spec) : [];
  const named = ranges.flatMap(([name, value]) => (name === 'views' ? [] : [`${name} ${String(value)}`]));
  return `${views} views of each picture, itself included: ${named.join(', ')}.`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
