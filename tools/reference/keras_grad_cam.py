"""Grad-CAM as TensorFlow's tape gives it for a small Keras model, one heat map a class.

    python tools/reference/keras_grad_cam.py

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Weights by formula (formula_weights.py).
Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", ICCV 2017:
importance of a channel = mean over positions of d score / d activation; map = relu(sum over channels of importance * activation).
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf

import fixture
import formula_weights

layers = keras.layers

inputs = keras.Input((12, 10, 3), name="image")
x = layers.Conv2D(6, 3, strides=2, padding="same", use_bias=False, name="stem")(inputs)
x = layers.BatchNormalization(name="stem_bn")(x)
x = layers.ReLU(name="stem_relu")(x)
y = layers.Conv2D(6, 3, padding="same", activation="tanh", name="branch")(x)
x = layers.Add(name="add")([x, y])
x = layers.Conv2D(8, 3, padding="same", activation="elu", name="last")(x)
x = layers.Flatten(name="flatten")(x)
x = layers.Dense(5, activation="relu", name="hidden")(x)
scores = layers.Dense(3, name="scores")(x)
model = keras.Model(inputs, scores)
formula_weights.fill(model)

picture = fixture.exact(formula_weights.spread("picture", 12 * 10 * 3).reshape(1, 12, 10, 3))
cases = []
for layer in ("last", "add"):
    both = keras.Model(inputs, [model.get_layer(layer).output, scores])
    for column in range(3):
        with tf.GradientTape() as tape:
            activations, given = both(picture)
            tape.watch(activations)
            # The tail once more, so that the tape sees activations as what it starts from.
            tail_input = keras.Input(activations.shape[1:])
            tail = tail_input
            for one in model.layers[[each.name for each in model.layers].index(layer) + 1 :]:
                tail = one(tail)
            score = keras.Model(tail_input, tail)(activations)[:, column]
        gradient = tape.gradient(score, activations)
        importance = tf.reduce_mean(gradient, axis=(1, 2))
        heat = tf.nn.relu(tf.einsum("bhwc,bc->bhw", activations, importance))[0].numpy()
        cases.append(
            {"layer": layer, "column": column, "gradientNorm": fixture.significant(float(tf.norm(gradient)), 7), "map": fixture.tensor(heat, 7)}
        )

fixture.write(
    "packages/report/src/explain/fixtures/keras-grad-cam.json",
    __file__,
    {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
    {
        "picture": fixture.tensor(picture),
        "scores": fixture.significant(given.numpy().ravel(), 7),
        "weights": [{"name": weight.path, **fixture.tensor(weight.numpy(), 9)} for weight in model.weights],
        "cases": cases,
    },
)
