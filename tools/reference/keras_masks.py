"""What Keras makes of masks that it passes on unseen, in small stacks of layers: the fixture of `connectMasks`.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Run from the repository root:

    python tools/reference/keras_masks.py

Writes packages/network/fixtures/keras-masks.json. Inputs and weights are drawn as those of keras_layers.py.
"""

from keras_layers import DIGITS, Cases, kept_options  # First: it says how TensorFlow is to run.

import keras
import numpy as np
import tensorflow as tf
from fixture import tensor, write
from keras import layers
from keras_cases.draw import flags, whole_numbers


def stack(name, drawn, *parts):
    x = tf.constant(drawn.values(1))
    entry = {"name": name, "input": drawn.written(1), "layers": []}
    weighted = Cases()
    for part in parts:
        x = part(x)
    for part in parts:
        roles = weighted.assign_weights(part, type(part).__name__)
        weights = {role: item.written(seed) for role, (_, (item, seed)) in roles.items()}
        entry["layers"].append({"type": type(part).__name__, "options": kept_options(part), "weights": weights})
    x = tf.constant(drawn.values(1))
    for part in parts:
        x = part(x)
    return {**entry, "output": tensor(x, DIGITS)}


if __name__ == "__main__":
    numbers = whole_numbers((3, 5), 3)

    def embedding():
        return layers.Embedding(3, 4, mask_zero=True)

    stacks = [
        stack("last step", numbers, embedding(), layers.LSTM(2), layers.Dense(2)),
        stack("through layers that pass it", numbers, embedding(), layers.SpatialDropout1D(0.5), layers.Dense(3), layers.GRU(2)),
        stack("both directions, then average", numbers, embedding(), layers.Bidirectional(layers.LSTM(2, return_sequences=True)), layers.GlobalAveragePooling1D()),
        stack("every step", numbers, embedding(), layers.SimpleRNN(3, return_sequences=True), layers.TimeDistributed(layers.Dense(2)), layers.GRU(2)),
        stack("ends at a convolution", numbers, embedding(), layers.Conv1D(3, 2, padding="same"), layers.LSTM(2)),
        stack("ends where sequences do", numbers, embedding(), layers.LSTM(3), layers.RepeatVector(2), layers.LSTM(2)),
        stack("masking", flags((3, 5, 2)), layers.Masking(), layers.LayerNormalization(), layers.LSTM(2, return_sequences=True), layers.GRU(2)),
        stack("average of what counts", flags((3, 5, 2)), layers.Masking(mask_value=1.0), layers.Dense(3, activation="tanh"), layers.GlobalAveragePooling1D()),
    ]
    write(
        "packages/network/fixtures/keras-masks.json",
        __file__,
        {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
        {"stacks": stacks},
    )
