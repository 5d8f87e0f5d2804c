import type { Backbone, ImageInput } from '@graftjs/core';
import type { TracedDataset } from '@graftjs/data';

/** Whatever goes through the command line. A name decides it only when it runs, so the compiler cannot; `compose` and `predict` do. */
export type AnyInput = ImageInput | string;

/** A folder of pictures, or a table of texts. */
export type AnyData = TracedDataset<AnyInput>;

/** A backbone of either kind as what the commands hand on. */
export function anyBackbone(backbone: Backbone<ImageInput> | Backbone<string>): Backbone<AnyInput> {
  return backbone as unknown as Backbone<AnyInput>;
}

/** What an example may be called. */
export type Noun = 'picture' | 'text';

/** What an example of it is called. */
export function nounOf({ modality }: Pick<AnyData, 'modality'>): Noun {
  return modality === 'text' ? 'text' : 'picture';
}
