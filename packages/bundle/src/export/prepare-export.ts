import { GraftError, taskColumns, type Model, type Network } from '@graftjs/core';
import { takePixels, type PixelArithmetic } from '@graftjs/formats/take-pixels';
import { reportProbabilities } from '../report-probabilities.js';
import { exportFormats, type ExportFormatName } from './export-formats.js';

/** What is done to a picture before a network sees it: the spec of preprocessing of the kind 'image'. */
export interface PictureSpec extends PixelArithmetic {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Default 'squash'. */
  readonly resize?: 'squash' | 'crop';
  /** Default 'bilinear'. */
  readonly filter?: string;
}

/** A model as other programs take it: what is written into its files, and what has to be said of them. */
export interface ExportedModel {
  readonly id: string;
  /** SPDX identifier of the backbone's weights. */
  readonly license: string;
  readonly format: ExportFormatName;
  /** Takes pixels or what `spec` makes of them, and gives what is reported. */
  readonly network: Network;
  /** What the columns of the output are, in order. */
  readonly columns: readonly string[];
  /** Whether the columns are probabilities. */
  readonly probabilities: boolean;
  readonly spec: PictureSpec;
  /** Whether scaling and channel order are inside the network. */
  readonly takesPixels: boolean;
}

/**
 * Makes a model ready for a format that other programs read: probabilities at its end, and where the format's readers would not
 * scale pixels, that at its beginning.
 *
 * @param name of the model, for messages. Default: its id
 * @throws GraftError 'not-exportable' where it takes no pictures
 * @example
 * const exported = prepareExport(bundle, 'onnx');
 * await writeFile('model.zip', await packExport(exported, 'model'));
 */
export function prepareExport<Input>(model: Model<Input>, format: ExportFormatName, name = model.id): ExportedModel {
  const { id, license, activation, task, preprocess } = model;
  if (preprocess.kind !== 'image') {
    throw new GraftError(
      'not-exportable',
      `${name} takes no pictures but what "${preprocess.kind}" makes of its inputs, an encoder whose layers cannot be seen, so other programs could not run it. ` +
        'Predict with it by graft predict, or in a program by loadBundle.',
    );
  }
  // The plugin for pictures has restored it, and it says all that a PictureSpec has.
  const spec = preprocess.spec as unknown as PictureSpec;
  const columns = taskColumns(task);
  const { takesPixels } = exportFormats[format];
  const reported = reportProbabilities(model.network, activation, columns.length);
  return {
    id,
    license,
    format,
    network: takesPixels ? takePixels(reported, spec) : reported,
    columns,
    probabilities: task.kind !== 'regression',
    spec,
    takesPixels,
  };
}
