import pLimit from 'p-limit';

/** In pixels of the bitmap; the page shows it smaller on most screens. */
export const thumbnailSide = 160;
/** Bitmaps that are kept for when they come into sight again: 40 MB. */
const KEPT = 400;

const limit = pLimit(4);
// In the order of use, the one used last at the end.
const kept = new Map<Blob, ImageBitmap>();

/**
 * A square from the middle of a picture, decoded off the page's thread.
 *
 * @param signal drops the work where it has not begun: the picture went out of sight
 * @returns undefined where the picture cannot be decoded, or the work was dropped; the bitmap stays ours
 */
export async function makeThumbnail(file: Blob, signal: AbortSignal): Promise<ImageBitmap | undefined> {
  const found = kept.get(file);
  if (found) {
    keep(file, found);
    return found;
  }
  const made = await limit(() => (signal.aborted ? undefined : cutSquare(file).catch(() => undefined)));
  if (made) keep(file, made);
  return made;
}

async function cutSquare(file: Blob): Promise<ImageBitmap> {
  const whole = await createImageBitmap(file, { resizeWidth: 2 * thumbnailSide, resizeQuality: 'medium' });
  try {
    const side = Math.min(whole.width, whole.height);
    const [left, top] = [(whole.width - side) / 2, (whole.height - side) / 2];
    return await createImageBitmap(whole, left, top, side, side, {
      resizeWidth: thumbnailSide,
      resizeHeight: thumbnailSide,
    });
  } finally {
    whole.close();
  }
}

function keep(file: Blob, bitmap: ImageBitmap): void {
  kept.delete(file);
  kept.set(file, bitmap);
  for (const [oldest] of kept) {
    if (kept.size <= KEPT) break;
    // Not closed: it may be waiting to be drawn. The collector frees it.
    kept.delete(oldest);
  }
}
