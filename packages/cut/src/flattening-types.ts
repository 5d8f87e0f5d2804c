/** Layer types after which a picture or a sequence is one vector. */
export const flatteningTypes: ReadonlySet<string> = new Set([
  'Flatten',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalAveragePooling3D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
  'GlobalMaxPooling3D',
]);
