import type { Json } from '@graftjs/core';
import { defaultTo, defineOptions } from '../../options.js';
import { unary } from '../layer-entry.js';

/** Decides nothing here; it is kept so that a file that is written again says the same. */
const kept = defaultTo<Json>({ allowed: 'anything', read: (value: Json) => value }, null);

/** How what a moved picture leaves empty is filled. */
const FILLING = ['fill_mode', 'interpolation', 'fill_value'];

/**
 * Keras 3, `keras/src/layers/preprocessing/image_preprocessing`: layers that vary pictures in training alone. Here they never do:
 * a recipe says how pictures are varied, by its seed and alike on every backend, and features before a frozen boundary are
 * computed once. `RandomCrop` is missing, since it resizes when nothing trains.
 */
export const randomViews = {
  RandomBrightness: view('RandomBrightness', ['factor', 'value_range']),
  RandomColorDegeneration: view('RandomColorDegeneration', ['factor', 'value_range']),
  RandomColorJitter: view('RandomColorJitter', [
    'value_range',
    ...['brightness_factor', 'contrast_factor', 'saturation_factor', 'hue_factor'],
  ]),
  RandomContrast: view('RandomContrast', ['factor', 'value_range']),
  RandomElasticTransform: view('RandomElasticTransform', ['factor', 'scale', 'value_range', ...FILLING]),
  RandomErasing: view('RandomErasing', ['factor', 'scale', 'fill_value', 'value_range']),
  RandomFlip: view('RandomFlip', ['mode']),
  RandomGaussianBlur: view('RandomGaussianBlur', ['factor', 'kernel_size', 'sigma', 'value_range']),
  RandomGrayscale: view('RandomGrayscale', ['factor']),
  RandomHue: view('RandomHue', ['factor', 'value_range']),
  RandomInvert: view('RandomInvert', ['factor', 'value_range']),
  RandomPerspective: view('RandomPerspective', ['factor', 'scale', 'interpolation', 'fill_value']),
  RandomPosterization: view('RandomPosterization', ['factor', 'value_range']),
  RandomRotation: view('RandomRotation', ['factor', ...FILLING]),
  RandomSaturation: view('RandomSaturation', ['factor', 'value_range']),
  RandomSharpness: view('RandomSharpness', ['factor', 'value_range']),
  RandomShear: view('RandomShear', ['x_factor', 'y_factor', ...FILLING]),
  RandomTranslation: view('RandomTranslation', ['height_factor', 'width_factor', ...FILLING]),
  RandomZoom: view('RandomZoom', ['height_factor', 'width_factor', ...FILLING]),
};

function view(type: string, options: readonly string[]) {
  return unary(defineOptions(type, Object.fromEntries(options.map((name) => [name, kept]))), {
    rank: 4,
    shape: (input) => input,
    run: (x) => x,
  });
}
