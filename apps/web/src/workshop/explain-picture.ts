import type { ImageInput } from '@graftjs/core';
import { seenPicture } from '@graftjs/images/seen-picture';
import { drawHeatMap } from '@graftjs/report/explain/draw-heat-map';
import type { ShelvedModel } from './shelved-model.js';
import type { ExplainOptions, Explanation } from './workshop-api.js';

/**
 * Shows where in a picture a model finds what speaks for a label, as `graft explain` does.
 *
 * @throws what `seenPicture` and `openGradCam` throw, and what its session does
 */
export async function explainPicture(
  { bundle, explainer }: ShelvedModel,
  picture: ImageInput,
  asked: ExplainOptions,
): Promise<Explanation> {
  const seen = await seenPicture(bundle.preprocess, picture);
  const map = await (await explainer()).explain(seen, asked);
  return { map, seen, drawn: drawHeatMap(seen, map) };
}
