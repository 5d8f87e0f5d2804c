import type { ImageInput, Model } from '@graftjs/core';
import { seenPicture } from '@graftjs/images/seen-picture';
import { drawHeatMap } from '@graftjs/report/explain/draw-heat-map';
import { gradCam, type GradCamOptions } from '@graftjs/report/explain/grad-cam';
import type { Explanation } from './workshop-api.js';

/**
 * Shows where in a picture a model finds what speaks for a label, as `graft explain` does.
 *
 * @throws what `seenPicture` and `gradCam` throw
 */
export async function explainPicture(
  model: Model<ImageInput>,
  picture: ImageInput,
  asked: GradCamOptions,
): Promise<Explanation> {
  const seen = await seenPicture(model.preprocess, picture);
  const map = await gradCam(model, seen, asked);
  return { map, seen, drawn: drawHeatMap(seen, map) };
}
