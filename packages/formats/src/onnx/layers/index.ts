import type { LayerWriter } from '../layer-site.js';
import { cannotWrite } from '../layer-site.js';
import { activationWriters } from './activations.js';
import { attentionWriters } from './attentions.js';
import { basicWriters } from './basics.js';
import { convolutionWriters } from './convolutions.js';
import { mergeWriters } from './merges.js';
import { normalizationWriters } from './normalizations.js';
import { recurrenceWriters } from './recurrences.js';
import { reshapingWriters } from './reshapings.js';
import { wrapperWriters } from './wrappers.js';

/** What only training does: here the layer gives its input. */
const unchanged: LayerWriter = ({ inputs }) => inputs.slice(0, 1);

const table: ReadonlyMap<string, LayerWriter> = new Map(
  Object.entries<LayerWriter>({
    ...activationWriters,
    ...attentionWriters,
    ...basicWriters,
    ...convolutionWriters,
    ...mergeWriters,
    ...normalizationWriters,
    ...recurrenceWriters,
    ...reshapingWriters,
    ...wrapperWriters(layerWriter),
    ActivityRegularization: unchanged,
    AlphaDropout: unchanged,
    Dropout: unchanged,
    GaussianDropout: unchanged,
    GaussianNoise: unchanged,
    Identity: unchanged,
    SpatialDropout1D: unchanged,
    SpatialDropout2D: unchanged,
  }),
);

/**
 * How a layer type is written as nodes of ONNX.
 *
 * @throws GraftError 'cannot-write'
 */
export function layerWriter(type: string): LayerWriter {
  const writer = type.startsWith('Random') ? unchanged : table.get(type);
  if (writer === undefined) throw cannotWrite(`ONNX files have no counterpart of ${type} here`);
  return writer;
}
