"""Small models such as people bring, saved by Keras, with the features and answers that Keras gives for one picture.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Run from the repository root:

    python tools/reference/keras_own_models.py

Writes packages/backbones/fixtures/own-models/: a file of each model, and expected.json. `preprocess` is how its pictures are prepared, in
Keras's words; `features` are what the layer before the last gives, `answers` what the model gives. The picture is `pixels`, of the size
that the model takes, so that nothing is resized.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import tensorflow as tf
from fixture import ROOT, significant, write
from formula_weights import weight
from keras import layers
from keras.applications import imagenet_utils

OUT = "packages/backbones/fixtures/own-models"
SIDE = 24


def my_model_a():
    """A stem, a residual block, two Dense layers: expects pixels from -1 to 1."""
    image = keras.Input((SIDE, SIDE, 3), name="picture")
    x = layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False, name="stem")(image)
    x = layers.BatchNormalization(name="stem_norm")(x)
    x = stem = layers.ReLU(name="stem_relu")(x)
    x = layers.Conv2D(4, 3, padding="same", name="branch_conv")(x)
    x = layers.BatchNormalization(name="branch_norm")(x)
    x = layers.Add(name="join")([x, stem])
    x = layers.ReLU(name="join_relu")(x)
    x = layers.MaxPooling2D(2, name="shrink")(x)
    x = layers.Conv2D(8, 3, padding="same", activation="relu", name="last_conv")(x)
    x = layers.GlobalAveragePooling2D(name="mean")(x)
    x = layers.Dense(6, activation="relu", name="hidden")(x)
    x = layers.Dense(3, activation="softmax", name="classes")(x)
    return keras.Model(image, x, name="my_model_A")


def nested():
    """What Keras's guide to transfer learning makes: a model within a stack, as its first layer."""
    image = keras.Input((SIDE, SIDE, 3), name="inner_input")
    x = layers.Conv2D(4, 3, strides=2, activation="relu", name="conv_a")(image)
    x = layers.Conv2D(6, 3, strides=2, activation="relu", name="conv_b")(x)
    base = keras.Model(image, x, name="base")
    return keras.Sequential(
        [keras.Input((SIDE, SIDE, 3)), base, layers.GlobalMaxPooling2D(name="most"), layers.Dense(2, name="scores")],
        name="nested",
    )


def rescaled():
    """Scales its pixels itself, and takes any size."""
    return keras.Sequential(
        [
            keras.Input((None, None, 3), name="any_size"),
            layers.RandomFlip("horizontal", name="flip"),
            layers.Rescaling(1 / 127.5, offset=-1, name="rescaling"),
            layers.Conv2D(4, 3, strides=2, activation="relu", name="conv"),
            layers.GlobalAveragePooling2D(name="mean"),
            layers.Dense(3, activation="softmax", name="classes"),
        ],
        name="rescaled",
    )


def grey():
    """Of one channel, with one unit that tells two classes apart."""
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 1), name="scan"),
            layers.Conv2D(4, 3, strides=2, activation="relu", name="conv"),
            layers.MaxPooling2D(2, name="pool"),
            layers.Flatten(name="flat"),
            layers.Dense(1, activation="sigmoid", name="sick"),
        ],
        name="grey",
    )


def pair():
    """Compares two pictures: no backbone for one."""
    left, right = keras.Input((SIDE, SIDE, 3), name="left"), keras.Input((SIDE, SIDE, 3), name="right")
    x = layers.Concatenate(name="both")([left, right])
    x = layers.Dense(2, name="same")(layers.Flatten(name="flat")(layers.Conv2D(2, 5, strides=4, name="conv")(x)))
    return keras.Model([left, right], x, name="pair")


def every_layer(model):
    for layer in model.layers:
        yield from every_layer(layer) if isinstance(layer, keras.Model) else [layer]


def fill(model):
    for layer in every_layer(model):
        for variable in layer.weights:
            if variable.name != "seed_generator_state":
                variable.assign(weight(layer.name, variable.name, tuple(variable.shape)))


def scale(levels, preprocess):
    """As the code that trained such a model would."""
    if preprocess == "none":
        return levels
    if preprocess == "0..1":
        return levels / 255.0
    return imagenet_utils.preprocess_input(levels.copy(), mode=preprocess)


MODELS = [
    (my_model_a, "my_model_A.h5", "tf"),
    (my_model_a, "my_model_A.keras", "caffe"),
    (nested, "nested.h5", "torch"),
    (rescaled, "rescaled.keras", "none"),
    (grey, "grey.h5", "0..1"),
]


def main():
    (ROOT / OUT).mkdir(parents=True, exist_ok=True)
    # The formula is one that tests compute too: a level for each place in the picture.
    pixels = (np.arange(SIDE * SIDE * 3) * 37 + np.arange(SIDE * SIDE * 3) // 7) % 256
    cases = []
    for build, file, preprocess in MODELS:
        keras.backend.clear_session()
        model = build()
        fill(model)
        model.save(ROOT / OUT / file)
        levels = pixels.reshape(1, SIDE, SIDE, 3).astype(np.float32)
        if model.input_shape[-1] == 1:
            # A picture whose three colours are equal, so that nobody's luma matters.
            levels = levels[..., :1]
        ready = scale(levels, preprocess)
        before = keras.Model(model.inputs, model.layers[-1].input)
        features = np.asarray(before(ready, training=False))[0]
        answers = np.asarray(model(ready, training=False))[0]
        print(file, "features", features.shape, features.min(), features.max(), "answers", answers)
        cases.append(
            {
                "file": file,
                "preprocess": preprocess,
                "parameters": model.count_params(),
                "features": significant(features, 9),
                "answers": significant(answers, 9),
            }
        )
    keras.backend.clear_session()
    several = pair()
    fill(several)
    several.save(ROOT / OUT / "pair.keras")
    tools = {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__}
    write(f"{OUT}/expected.json", __file__, tools, {"side": SIDE, "pixels": "(37 * i + i // 7) % 256", "cases": cases})


if __name__ == "__main__":
    main()
