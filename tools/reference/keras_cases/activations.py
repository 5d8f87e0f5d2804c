"""Activations, as layers and by name.

Tools: tf_keras 2.21, which is Keras 2, for what Keras 3 has another formula for.
"""

import keras
import tf_keras
from keras import layers
from keras.src.activations import ALL_OBJECTS_DICT
from keras.src.legacy.layers import ThresholdedReLU


def add_cases(cases):
    cases.add("plain", layers.ReLU(), (2, 4, 3), spread=4)
    cases.add("max_value 6", layers.ReLU(max_value=6), (2, 4, 3), spread=6)
    cases.add("negative_slope 0.2", layers.ReLU(negative_slope=0.2), (2, 4, 3), spread=4)
    cases.add("threshold 1", layers.ReLU(threshold=1), (2, 4, 3), spread=4)
    cases.add(
        "max_value 6, negative_slope 0.1, threshold 0.5",
        layers.ReLU(max_value=6, negative_slope=0.1, threshold=0.5),
        (2, 4, 3),
        spread=8,
    )
    for name in sorted(ALL_OBJECTS_DICT):
        if name not in ("glu", "threshold", "sparsemax"):
            cases.add(name, layers.Activation(name), (3, 8), spread=4, written={"activation": name})
    approximate = layers.Activation(lambda x: keras.activations.gelu(x, approximate=True))
    cases.add("gelu_approximate", approximate, (3, 8), spread=4, written={"activation": "gelu_approximate"})
    keras2 = layers.Activation(tf_keras.activations.hard_sigmoid)
    cases.add("keras2_hard_sigmoid", keras2, (3, 8), spread=4, written={"activation": "keras2_hard_sigmoid"})
    cases.add("last axis", layers.Softmax(), (2, 3, 4), spread=2)
    cases.add("axis 1", layers.Softmax(axis=1), (2, 3, 4), spread=2)
    cases.add("axis -2", layers.Softmax(axis=-2), (2, 3, 2, 4), spread=2)
    cases.add("axes 1 and 2 together", layers.Softmax(axis=(1, 2)), (2, 3, 2, 4), spread=2)

    cases.add("default slope", layers.LeakyReLU(), (2, 4, 3), spread=4)
    cases.add("slope 0.1", layers.LeakyReLU(negative_slope=0.1), (2, 4, 3), spread=4)
    cases.add("alpha 1", layers.ELU(), (2, 4, 3), spread=4)
    cases.add("alpha 0.5", layers.ELU(alpha=0.5), (2, 4, 3), spread=4)
    cases.add("an alpha for each value", layers.PReLU(), (2, 4, 3), spread=4)
    cases.add("an alpha for each channel", layers.PReLU(shared_axes=[1, 2]), (2, 4, 3, 2), spread=4)
    cases.add("an alpha for each step", layers.PReLU(shared_axes=[2]), (2, 4, 3), spread=4)
    cases.add("default theta", ThresholdedReLU(), (2, 4, 3), spread=4)
    cases.add("theta 0.5", ThresholdedReLU(theta=0.5), (2, 4, 3), spread=4)
