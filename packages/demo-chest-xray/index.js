export const folder = new URL('./data/', import.meta.url);

export const groupBy = '(person\\d+_(?:virus|bacteria)|(?:NORMAL2-)?IM-\\d+)';

export const attribution =
  'Kermany, Daniel; Zhang, Kang; Goldbaum, Michael (2018), "Labeled Optical Coherence Tomography (OCT) and Chest X-Ray ' +
  'Images for Classification", Mendeley Data, V2, doi:10.17632/rscbjbr9sj.2. Licensed under CC BY 4.0. ' +
  'Changes made: a selection of 1,296 pictures, downsized to 224 x 224 pixels.';
