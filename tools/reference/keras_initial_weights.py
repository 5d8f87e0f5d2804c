"""What Keras's fresh weights look like, for every layer type that has some: the fixture of `initializeWeights`.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Run from the repository root:

    python tools/reference/keras_initial_weights.py

Writes packages/network/fixtures/keras-initial-weights.json: for each weight its shape, mean, standard deviation and largest
absolute value, of layers large enough for these to say how it was drawn.
"""

from keras_layers import ROLES, kept_options, own_name  # First: it says how TensorFlow is to run.

import keras
import numpy as np
import tensorflow as tf
from fixture import significant, write
from keras import layers

CASES = [
    (layers.Dense(90), (None, 110)),
    (layers.Conv1D(60, 3), (None, 9, 40)),
    (layers.Conv1DTranspose(60, 3), (None, 9, 40)),
    (layers.Conv2D(60, 3, groups=2), (None, 9, 9, 40)),
    (layers.Conv2DTranspose(60, 3), (None, 9, 9, 40)),
    (layers.DepthwiseConv1D(9, depth_multiplier=8), (None, 9, 80)),
    (layers.DepthwiseConv2D(5, depth_multiplier=4), (None, 9, 9, 60)),
    (layers.SeparableConv1D(90, 9, depth_multiplier=8), (None, 9, 80)),
    (layers.SeparableConv2D(80, 5, depth_multiplier=4), (None, 9, 9, 60)),
    (layers.Embedding(200, 30), (None, 5)),
    (layers.SimpleRNN(70), (None, 5, 80)),
    (layers.LSTM(40), (None, 5, 60)),
    (layers.LSTM(40, unit_forget_bias=False), (None, 5, 60)),
    (layers.GRU(40), (None, 5, 60)),
    (layers.GRU(40, reset_after=False), (None, 5, 60)),
    (layers.Bidirectional(layers.LSTM(40)), (None, 5, 60)),
    (layers.TimeDistributed(layers.Dense(90)), (None, 5, 110)),
    (layers.MultiHeadAttention(4, 20), (None, 5, 60), (None, 5, 70)),
    (layers.Attention(use_scale=True, score_mode="concat"), (None, 5, 4), (None, 5, 4)),
    (layers.AdditiveAttention(), (None, 5, 5000), (None, 5, 5000)),
    (layers.PReLU(), (None, 5, 4)),
    (layers.BatchNormalization(), (None, 4)),
    (layers.LayerNormalization(), (None, 4)),
    (layers.GroupNormalization(2), (None, 4)),
    (layers.RMSNormalization(), (None, 4)),
    (layers.Normalization(), (None, 4)),
]


def describe(layer, *shapes):
    kind = type(layer).__name__
    if kind == "MultiHeadAttention":
        layer.build(*shapes)
    else:
        layer.build(shapes[0] if len(shapes) == 1 else list(shapes))
    weights = {}
    for weight in layer.weights:
        values = keras.ops.convert_to_numpy(weight).astype(np.float64)
        figures = {"mean": values.mean(), "deviation": values.std(), "largest": np.abs(values).max()}
        entry = {"shape": list(values.shape), **{name: significant(value, 5) for name, value in figures.items()}}
        weights[ROLES.get(kind, own_name)(weight)] = entry
    return {"type": kind, "options": kept_options(layer), "inputs": [list(shape) for shape in shapes], "weights": weights}


if __name__ == "__main__":
    keras.utils.set_random_seed(7)
    write(
        "packages/network/fixtures/keras-initial-weights.json",
        __file__,
        {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__, "seed": 7},
        {"layers": [describe(*case) for case in CASES]},
    )
