"""What Keras answers for small inputs to each layer type: the parity fixtures of the layer table.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Run from the repository root:

    python tools/reference/keras_layers.py

Writes packages/network/fixtures/keras-layers.json. A case holds the Keras class name, its options (names from `get_config()`,
only those that change the answer), inputs, weights by Keras's own names and the outputs. Batch normalisation also has the
outputs with `training=True` and the statistics after that one step.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import tensorflow as tf
from fixture import exact, tensor, write
from keras import layers

SEED = 7

# The options that decide the answer. The rest of a Keras config (initialisers, regularisers, data types) does not.
OPTIONS = {
    "Conv2D": ["filters", "kernel_size", "strides", "padding", "dilation_rate", "groups", "activation", "use_bias"],
    "DepthwiseConv2D": ["kernel_size", "strides", "padding", "depth_multiplier", "dilation_rate", "activation", "use_bias"],
    "Dense": ["units", "activation", "use_bias"],
    "BatchNormalization": ["axis", "momentum", "epsilon", "center", "scale"],
    "ReLU": ["max_value", "negative_slope", "threshold"],
    "Activation": ["activation"],
    "ZeroPadding2D": ["padding"],
    "MaxPooling2D": ["pool_size", "strides", "padding"],
    "AveragePooling2D": ["pool_size", "strides", "padding"],
    "GlobalAveragePooling2D": ["keepdims"],
    "GlobalMaxPooling2D": ["keepdims"],
    "Flatten": [],
    "Dropout": ["rate"],
    "Add": [],
    "Multiply": [],
    "Concatenate": ["axis"],
    "Reshape": ["target_shape"],
    "Softmax": ["axis"],
    "Rescaling": ["scale", "offset"],
}

random = np.random.default_rng(SEED)
cases = []


def case(name, layer, *shapes, spread=1.0, written=None):
    """Adds one case. `written` are options in the short form that Keras also accepts, where `get_config()` says the long one."""
    kind = type(layer).__name__
    inputs = [exact(random.normal(0, spread, shape)) for shape in shapes]
    argument = inputs[0] if len(inputs) == 1 else inputs
    layer.build(inputs[0].shape if len(inputs) == 1 else [array.shape for array in inputs])
    # Keras's fresh weights are zeros and ones in places, and would hide mistakes there.
    weights = {}
    for weight in layer.weights:
        if not weight.name.startswith("seed_generator"):
            positive = weight.name in ("gamma", "moving_variance")
            drawn = random.uniform(0.5, 1.5, weight.shape) if positive else random.normal(0, 0.5, weight.shape)
            weights[weight.name] = exact(drawn)
            weight.assign(weights[weight.name])

    config = layer.get_config()
    options = {option: config[option] for option in OPTIONS[kind]}
    entry = {
        "name": name,
        "type": kind,
        "options": {**options, **(written or {})},
        "inputs": [tensor(array, 6) for array in inputs],
        "weights": {role: tensor(array, 6) for role, array in weights.items()},
        "outputs": [tensor(layer(argument, training=False))],
    }
    if kind == "BatchNormalization":
        entry["trainingOutputs"] = [tensor(layer(argument, training=True))]
        entry["updates"] = {role: tensor(getattr(layer, role)) for role in ("moving_mean", "moving_variance")}
    cases.append(entry)


def convolutions():
    case("3x3 valid", layers.Conv2D(4, 3), (2, 5, 6, 3))
    case("3x3 same, bias", layers.Conv2D(4, 3, padding="same"), (2, 5, 6, 3))
    case("3x3 same, no bias", layers.Conv2D(4, 3, padding="same", use_bias=False), (2, 5, 6, 3))
    # Even sizes with stride 2: SAME pads the far side only.
    case("3x3 stride 2 same, even size", layers.Conv2D(3, 3, strides=2, padding="same"), (1, 6, 8, 2))
    case("3x3 stride 2 same, odd size", layers.Conv2D(3, 3, strides=2, padding="same"), (1, 7, 5, 2))
    case("3x3 stride 2 valid", layers.Conv2D(3, 3, strides=2, padding="valid"), (1, 7, 8, 2))
    case("2x3 kernel, stride 1x2, same", layers.Conv2D(3, (2, 3), strides=(1, 2), padding="same"), (1, 5, 6, 2))
    case("3x3 dilation 2 same", layers.Conv2D(3, 3, dilation_rate=2, padding="same"), (1, 7, 6, 2))
    case("3x3 dilation 2 valid", layers.Conv2D(3, 3, dilation_rate=2, padding="valid"), (1, 7, 6, 2))
    case("1x1 no bias", layers.Conv2D(5, 1, use_bias=False), (2, 4, 3, 3))
    case("1x1 stride 2 same", layers.Conv2D(4, 1, strides=2, padding="same"), (1, 5, 6, 3))
    case("3x3 same, relu", layers.Conv2D(4, 3, padding="same", activation="relu"), (1, 5, 5, 3))
    case("3x3 same, 2 groups", layers.Conv2D(6, 3, padding="same", groups=2), (1, 5, 4, 4))
    case("3x3 stride 2 valid, 2 groups, no bias", layers.Conv2D(4, 3, strides=2, groups=2, use_bias=False), (1, 5, 7, 4))

    case("3x3 stride 1 same", layers.DepthwiseConv2D(3, padding="same"), (2, 5, 6, 3))
    case("3x3 stride 1 valid", layers.DepthwiseConv2D(3), (2, 5, 6, 3))
    case("3x3 stride 2 same, even size", layers.DepthwiseConv2D(3, strides=2, padding="same"), (1, 6, 8, 3))
    case("3x3 stride 2 same, odd size", layers.DepthwiseConv2D(3, strides=2, padding="same"), (1, 7, 5, 3))
    case("3x3 stride 2 valid", layers.DepthwiseConv2D(3, strides=2), (1, 7, 6, 3))
    case("5x5 stride 2 same, no bias", layers.DepthwiseConv2D(5, strides=2, padding="same", use_bias=False), (1, 8, 8, 2))
    case("3x3 same, multiplier 2", layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2), (1, 5, 4, 3))
    case("3x3 same, no bias", layers.DepthwiseConv2D(3, padding="same", use_bias=False), (1, 5, 5, 3))
    case("3x3 same, relu6", layers.DepthwiseConv2D(3, padding="same", activation="relu6"), (1, 5, 5, 3), spread=4)


def dense():
    case("bias", layers.Dense(4), (3, 5))
    case("no bias", layers.Dense(4, use_bias=False), (3, 5))
    case("relu", layers.Dense(4, activation="relu"), (3, 5))
    case("softmax", layers.Dense(4, activation="softmax"), (3, 5))
    case("sigmoid", layers.Dense(1, activation="sigmoid"), (3, 5))
    case("3-D input", layers.Dense(4), (2, 3, 5))
    case("3-D input, no bias, softmax", layers.Dense(4, use_bias=False, activation="softmax"), (2, 3, 5))


def batch_normalization():
    for scale in (True, False):
        for center in (True, False):
            name = f"{'scale' if scale else 'no scale'}, {'center' if center else 'no center'}"
            case(name, layers.BatchNormalization(scale=scale, center=center), (3, 4, 3, 4))
    case("epsilon 1e-5, momentum 0.9", layers.BatchNormalization(epsilon=1e-5, momentum=0.9), (2, 3, 4, 3))
    case("2-D input", layers.BatchNormalization(), (6, 5))


def activations():
    case("plain", layers.ReLU(), (2, 4, 3), spread=4)
    case("max_value 6", layers.ReLU(max_value=6), (2, 4, 3), spread=6)
    case("negative_slope 0.2", layers.ReLU(negative_slope=0.2), (2, 4, 3), spread=4)
    case("threshold 1", layers.ReLU(threshold=1), (2, 4, 3), spread=4)
    case(
        "max_value 6, negative_slope 0.1, threshold 0.5",
        layers.ReLU(max_value=6, negative_slope=0.1, threshold=0.5),
        (2, 4, 3),
        spread=6,
    )
    names = "relu relu6 sigmoid softmax tanh linear swish silu hard_sigmoid hard_swish hard_silu gelu elu"
    for name in names.split():
        case(name, layers.Activation(name), (3, 8), spread=4, written={"activation": name})
    case("last axis", layers.Softmax(), (2, 3, 4), spread=2)
    case("axis 1", layers.Softmax(axis=1), (2, 3, 4), spread=2)


def shapes_and_pooling():
    case("1", layers.ZeroPadding2D(1), (1, 3, 4, 2), written={"padding": 1})
    case("1 and 2", layers.ZeroPadding2D((1, 2)), (1, 3, 4, 2), written={"padding": [1, 2]})
    case("asymmetrical", layers.ZeroPadding2D(((0, 1), (2, 3))), (1, 3, 4, 2))
    for pooling in (layers.MaxPooling2D, layers.AveragePooling2D):
        case("2x2 valid, odd size", pooling(2), (1, 5, 7, 2))
        case("2x2 same, odd size", pooling(2, padding="same"), (1, 5, 7, 2))
        case("3x3 stride 2 same, even size", pooling(3, strides=2, padding="same"), (1, 6, 8, 2))
        case("3x3 stride 2 valid, even size", pooling(3, strides=2), (1, 6, 8, 2))
        case("3x3 stride 1 same", pooling(3, strides=1, padding="same"), (1, 5, 4, 2))
        case("3x2 stride 2x1 same", pooling((3, 2), strides=(2, 1), padding="same"), (1, 5, 4, 2))
    for pooling in (layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D):
        case("flat", pooling(), (2, 3, 5, 4))
        case("keepdims", pooling(keepdims=True), (2, 3, 5, 4))
    case("4-D input", layers.Flatten(), (2, 3, 2, 4))
    case("2-D input", layers.Flatten(), (2, 6))
    case("inference", layers.Dropout(0.5), (2, 6))
    case("two axes", layers.Reshape((4, 6)), (2, 3, 8))
    case("one axis left open", layers.Reshape((-1, 2)), (2, 3, 4))
    case("vector to image", layers.Reshape((1, 1, 6)), (2, 6))
    case("0..255 to -1..1", layers.Rescaling(1 / 127.5, offset=-1), (1, 3, 3, 3), spread=100)
    case("scale only", layers.Rescaling(1 / 255), (1, 3, 3, 3), spread=100)


def merging():
    case("two", layers.Add(), (2, 3, 4, 2), (2, 3, 4, 2))
    case("three", layers.Add(), (2, 5), (2, 5), (2, 5))
    case("two", layers.Multiply(), (2, 3, 4, 2), (2, 3, 4, 2))
    case("channels by one gate each", layers.Multiply(), (2, 3, 4, 2), (2, 1, 1, 2))
    case("last axis", layers.Concatenate(), (1, 3, 2, 2), (1, 3, 2, 3))
    case("axis 1, three", layers.Concatenate(axis=1), (2, 1, 3), (2, 2, 3), (2, 3, 3))


if __name__ == "__main__":
    convolutions()
    dense()
    batch_normalization()
    activations()
    shapes_and_pooling()
    merging()
    names = [f"{entry['type']} {entry['name']}" for entry in cases]
    assert len(set(names)) == len(names), "two cases have one name"
    for entry in cases:
        entry["name"] = f"{entry['type']}: {entry['name']}"
    write(
        "packages/network/fixtures/keras-layers.json",
        __file__,
        {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__, "seed": SEED},
        {"cases": cases},
    )
