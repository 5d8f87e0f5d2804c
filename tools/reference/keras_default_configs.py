"""The config of every built-in layer of Keras 3 and Keras 2, made with as few arguments as it takes.

Tools: keras 3.15.1 and tf_keras 2.21 (Keras 2) on tensorflow-cpu 2.21. Run from the repository root:

    python tools/reference/keras_default_configs.py

Writes packages/formats/fixtures/keras-default-configs.json. Keras adds options from version to version: the tests read each of
these, so that none that changes nothing is refused.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import inspect
import json

import keras
import tensorflow as tf
import tf_keras
from fixture import write

# What layers need that have no default for it.
ARGUMENTS = {
    "activation": "relu",
    "axes": 1,
    "dims": (2, 1),
    "factor": 0.1,
    "filters": 2,
    "height": 4,
    "height_factor": 0.1,
    "input_dim": 5,
    "kernel_size": 3,
    "key_dim": 2,
    "n": 2,
    "num_heads": 2,
    "output_dim": 3,
    "output_size": 2,
    "pool_size": 2,
    "rate": 0.5,
    "scale": 0.5,
    "sigma": 1.0,
    "stddev": 0.1,
    "target_shape": (2, 2),
    "units": 2,
    "value_range": (0, 1),
    "width": 4,
    "width_factor": 0.1,
}
SPECIAL = {
    "Bidirectional": lambda k: k.layers.Bidirectional(k.layers.LSTM(2)),
    "RandomPosterization": lambda k: k.layers.RandomPosterization(4),
    "RNN": lambda k: k.layers.RNN(k.layers.LSTMCell(2)),
    "TimeDistributed": lambda k: k.layers.TimeDistributed(k.layers.Dense(2)),
}


def configs(k):
    found = []
    for name in sorted(dir(k.layers)):
        kind = getattr(k.layers, name)
        if not inspect.isclass(kind) or not issubclass(kind, k.layers.Layer) or kind.__name__ != name:
            continue
        try:
            if name in SPECIAL:
                layer = SPECIAL[name](k)
            else:
                needed = [
                    argument.name
                    for argument in inspect.signature(kind.__init__).parameters.values()
                    if argument.name != "self"
                    and argument.default is inspect.Parameter.empty
                    and argument.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
                ]
                layer = kind(**{argument: ARGUMENTS[argument] for argument in needed})
            found.append({"class_name": name, "config": json.loads(json.dumps(layer.get_config(), default=lambda value: value.tolist()))})
        except Exception as error:
            print(f"left out: {name}: {str(error).splitlines()[0][:100] if str(error) else type(error)}")
    return found


if __name__ == "__main__":
    write(
        "packages/formats/fixtures/keras-default-configs.json",
        __file__,
        {"keras": keras.__version__, "tf_keras": tf_keras.__version__, "tensorflow": tf.__version__},
        {"keras3": configs(keras), "keras2": configs(tf_keras)},
    )
