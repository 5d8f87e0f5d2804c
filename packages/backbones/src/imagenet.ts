/** What weights trained on ImageNet were trained for. */
export const imagenet = {
  data: 'ImageNet-1k (ILSVRC 2012)',
  task: 'classification, 1,000 classes',
} as const;

/** The 1,000 classes of ImageNet in the order in which everybody has them: by WordNet id. */
export async function imagenetLabels(): Promise<readonly string[]> {
  // A part of the package that holds no weights.
  return (await import('@graftjs/weights-efficientnet-lite0/labels')).labels;
}
