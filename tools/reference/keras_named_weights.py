"""Files of weights for one small architecture, in every layout in which Keras keeps those of its applications.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, h5py. Run from the repository root:

    python tools/reference/keras_named_weights.py

Writes packages/backbones/fixtures/named-weights/. `tiny` and `tiny_notop` are whole and without top, in the layout of the published
files (.h5), of Keras 3 (.weights.h5) and of a whole model (.keras). `renumbered.h5` has layers that Keras numbered from 94 on, as in the
second InceptionV3 of a session, and `old_names.h5` another name for the classifier. Weights are those of formula_weights.py by the names of
`tiny`.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import h5py
import keras
from fixture import ROOT
from formula_weights import weight
from keras import layers
from keras.src.legacy.saving import legacy_h5_format

OUT = ROOT / "packages/backbones/fixtures/named-weights"
NAMES = {"a": "conv2d", "b": "conv2d_1", "norm": "batch_normalization", "classifier": "predictions"}


def tiny(top=True, names=NAMES):
    image = keras.Input((8, 8, 3), name="image")
    x = layers.Conv2D(2, 3, strides=2, padding="same", use_bias=False, name=names["a"])(image)
    x = layers.BatchNormalization(scale=False, name=names["norm"])(x)
    x = layers.Conv2D(3, 3, padding="same", activation="relu", name=names["b"])(x)
    if top:
        x = layers.GlobalAveragePooling2D(name="mean")(x)
        x = layers.Dense(5, activation="softmax", name=names["classifier"])(x)
    model = keras.Model(image, x, name="tiny")
    for key, usual in NAMES.items():
        if not top and key == "classifier":
            continue
        for variable in model.get_layer(names[key]).weights:
            variable.assign(weight(usual, variable.name, tuple(variable.shape)))
    return model


def save_published(model, name):
    """As the files at Keras's address are: weights alone, in the layout of Keras 2."""
    with h5py.File(OUT / name, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for name, model in (("tiny", tiny()), ("tiny_notop", tiny(top=False))):
        save_published(model, f"{name}.h5")
        model.save_weights(OUT / f"{name}.weights.h5")
        model.save(OUT / f"{name}.keras")
    later = {**NAMES, "a": "conv2d_94", "b": "conv2d_95", "norm": "batch_normalization_94"}
    save_published(tiny(names=later), "renumbered.h5")
    save_published(tiny(names={**NAMES, "classifier": "Logits"}), "old_names.h5")
    for path in sorted(OUT.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB (keras {keras.__version__}, h5py {h5py.__version__})")


if __name__ == "__main__":
    main()
