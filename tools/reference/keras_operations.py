"""A functional model that calls operations between its layers, `x + y` and keras.ops, as Keras 3 saves it, with inputs and outputs.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy, safetensors. Run from the repository root:

    python tools/reference/keras_operations.py

Writes packages/formats/fixtures/keras/operations.k3.keras, .h5 and .safetensors (inputs `x0`, `x1`, outputs `y0`, …). Each output is one
operation, so that a wrong one is not hidden by the next.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import tensorflow as tf
from fixture import ROOT, exact
from formula_weights import weight
from keras import layers, ops
from safetensors.numpy import save_file

OUT = ROOT / "packages/formats/fixtures/keras"


def build():
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    x = layers.Dense(4, name="dense")((a / 2.5 - 1.0) + b)
    merged = [x - b, x * b, ops.maximum(x, b), ops.minimum(x, b)]
    scaled = [x + 2, 2 - x, 3 * x, x / 0.7, -x]
    activated = [
        *(ops.relu(x), ops.relu6(8 * x), ops.sigmoid(x), ops.softmax(x), ops.tanh(x), ops.silu(x), ops.gelu(x)),
        *(ops.gelu(x, approximate=False), ops.softplus(x), ops.softsign(x), ops.selu(x), ops.hard_sigmoid(x)),
        *(ops.hard_silu(x), ops.log_sigmoid(x)),
    ]
    joined = layers.Dense(2, name="joined")(ops.concatenate([x, b], axis=-1))
    return keras.Model([a, b], [*merged, *scaled, *activated, joined], name="operations")


def main():
    model = build()
    for layer in model.layers:
        for variable in layer.weights:
            variable.assign(weight(layer.name, variable.name, tuple(variable.shape)))
    random = np.random.default_rng(11)
    inputs = [exact(random.normal(size=(3, 4)).astype(np.float32)) for _ in model.inputs]
    outputs = model(inputs, training=False)
    arrays = {f"x{i}": array for i, array in enumerate(inputs)}
    # Two digits, so that 10 comes after 9.
    arrays |= {f"y{i:02}": np.asarray(array) for i, array in enumerate(outputs)}
    tool = f"keras {keras.__version__}, tensorflow {tf.__version__}, numpy {np.__version__}"
    save_file(arrays, OUT / "operations.safetensors", metadata={"tool": tool})
    for extension in ("keras", "h5"):
        model.save(OUT / f"operations.k3.{extension}")
    print(f"{len(outputs)} outputs, {len(model.layers)} layers; {tool}")


if __name__ == "__main__":
    main()
