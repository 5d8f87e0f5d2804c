"""EfficientNet-Lite0, 1 and 2 in Keras 3, filled from a graft weights file: the independent implementation that graft is compared with.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, safetensors, numpy. Imported by the other scripts of this folder; run by itself it
builds the model, prints its size and the names of weights that do not match (there should be none):

    python tools/reference/keras_efficientnet_lite.py <efficientnet-lite0.safetensors>

Architecture: Tan and Le, "EfficientNet" (2019), in the Lite variant of TensorFlow's TPU repository: no squeeze-excite, ReLU6
instead of swish, stem, head and the repeats of the first and last stage not scaled.
"""

import math
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
# Reordered sums would make the last digits depend on the machine.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
from keras import layers
from safetensors import safe_open

# repeats, kernel, stride, expansion, channels
STAGES = [
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
]
# width multiplier, depth multiplier, input size in pixels
VARIANTS = {
    "efficientnet-lite0": (1.0, 1.0, 224),
    "efficientnet-lite1": (1.0, 1.1, 240),
    "efficientnet-lite2": (1.1, 1.2, 260),
}
BATCH_NORM_EPSILON = 1e-3
BATCH_NORM_MOMENTUM = 0.99


def round_channels(channels, width):
    """The scaled width as a multiple of 8, never more than 10 % below what was asked."""
    scaled = channels * width
    rounded = max(8, int(scaled + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * scaled else rounded


def build(architecture, include_top=True):
    """The model with random weights; its output is class probabilities, or the pooled features without top."""
    width, depth, size = VARIANTS[architecture]

    def batch_norm(x, name):
        return layers.BatchNormalization(epsilon=BATCH_NORM_EPSILON, momentum=BATCH_NORM_MOMENTUM, name=name)(x)

    def relu6(x, name):
        return layers.ReLU(max_value=6.0, name=name)(x)

    image = keras.Input((size, size, 3), name="image")
    x = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False, name="stem_conv")(image)
    x = relu6(batch_norm(x, "stem_bn"), "stem_activation")

    for number, (repeats, kernel, stride, expansion, channels) in enumerate(STAGES, start=1):
        scaled = number not in (1, len(STAGES))
        out_channels = round_channels(channels, width)
        for repeat in range(math.ceil(repeats * depth) if scaled else repeats):
            block = f"block{number}{chr(ord('a') + repeat)}"
            before = x
            if expansion != 1:
                wide = before.shape[-1] * expansion
                x = layers.Conv2D(wide, 1, padding="same", use_bias=False, name=f"{block}_expand_conv")(x)
                x = relu6(batch_norm(x, f"{block}_expand_bn"), f"{block}_expand_activation")
            strides = stride if repeat == 0 else 1
            x = layers.DepthwiseConv2D(kernel, strides=strides, padding="same", use_bias=False, name=f"{block}_dwconv")(x)
            x = relu6(batch_norm(x, f"{block}_dw_bn"), f"{block}_dw_activation")
            x = layers.Conv2D(out_channels, 1, padding="same", use_bias=False, name=f"{block}_project_conv")(x)
            x = batch_norm(x, f"{block}_project_bn")
            if strides == 1 and before.shape[-1] == out_channels:
                x = layers.Add(name=f"{block}_add")([x, before])

    x = layers.Conv2D(1280, 1, padding="same", use_bias=False, name="head_conv")(x)
    x = relu6(batch_norm(x, "head_bn"), "head_activation")
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    if include_top:
        x = layers.Dense(1000, activation="softmax", name="predictions")(x)
    return keras.Model(image, x, name=architecture)


def load(weights_file, include_top=True):
    """The model for a weights file, with every weight of the file used exactly once (top aside, where it is left out)."""
    with safe_open(weights_file, "np") as file:
        architecture = file.metadata()["architecture"]
        tensors = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}
    model = build(architecture, include_top)
    wanted = {f"{layer.name}/{weight.name}": weight for layer in model.layers for weight in layer.weights}
    # Keras 3 calls a depthwise kernel just "kernel", as the weight files do.
    unused = {name for name in tensors if name not in wanted and not (name.startswith("predictions/") and not include_top)}
    missing = wanted.keys() - tensors.keys()
    if unused or missing:
        raise SystemExit(f"Weights do not match {architecture}. Missing: {sorted(missing)}. Unused: {sorted(unused)}.")
    for name, weight in wanted.items():
        weight.assign(tensors[name])
    return model


def preprocess(rgb):
    """uint8 RGB pixels, 0 to 255, to the network's range."""
    return (rgb.astype(np.float32) - 127.0) / 128.0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    loaded = load(sys.argv[1])
    print(f"{loaded.name}: {len(loaded.layers)} layers, {loaded.count_params()} parameters, every weight matched")
