"""A functional model that calls functions of TensorFlow between its layers, `x / 127.5` and tf.nn, as Keras 2 saves it.

Tools: tf_keras 2.21 (Keras 2) on tensorflow-cpu 2.21, numpy, safetensors. Run from the repository root:

    python tools/reference/keras2_operations.py

Writes packages/formats/fixtures/keras/operations.k2.keras, .h5 and operations-k2.safetensors (inputs `x0`, `x1`, outputs `y00`, …). Each
output is one operation, so that a wrong one is not hidden by the next.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import numpy as np
import tensorflow as tf
import tf_keras
from fixture import ROOT, exact
from formula_weights import weight
from safetensors.numpy import save_file
from tf_keras import layers

OUT = ROOT / "packages/formats/fixtures/keras"


def build():
    a, b = tf_keras.Input((4,), name="a"), tf_keras.Input((4,), name="b")
    x = layers.Dense(4, name="dense")((a / 2.5 - 1.0) + b)
    merged = [x - b, x * b, tf.maximum(x, b), tf.minimum(x, b)]
    scaled = [x + 2.0, 2.0 - x, 3.0 * x, x / 0.7, -x]
    activated = [
        *(tf.nn.relu(x), tf.nn.relu6(8.0 * x), tf.sigmoid(x), tf.nn.softmax(x), tf.tanh(x), tf.nn.gelu(x)),
        *(tf.nn.gelu(x, approximate=True), tf.nn.softplus(x), tf.nn.softsign(x), tf.nn.selu(x)),
    ]
    # As MobileNetV3 of Keras 2 has it.
    hard = layers.ReLU(6.0)(x + 3.0) * (1.0 / 6.0)
    joined = layers.Dense(2, name="joined")(tf.concat([x, b], axis=-1))
    return tf_keras.Model([a, b], [*merged, *scaled, *activated, hard, joined], name="operations")


def main():
    model = build()
    for layer in model.layers:
        for variable in layer.weights:
            name = variable.name.split("/")[-1].split(":")[0]
            variable.assign(weight(layer.name, name, tuple(variable.shape)))
    random = np.random.default_rng(11)
    inputs = [exact(random.normal(size=(3, 4)).astype(np.float32)) for _ in model.inputs]
    outputs = model(inputs, training=False)
    arrays = {f"x{i}": array for i, array in enumerate(inputs)}
    # Two digits, so that 10 comes after 9.
    arrays |= {f"y{i:02}": np.asarray(array) for i, array in enumerate(outputs)}
    tool = f"tf_keras {tf_keras.__version__}, tensorflow {tf.__version__}, numpy {np.__version__}"
    save_file(arrays, OUT / "operations-k2.safetensors", metadata={"tool": tool})
    for extension in ("keras", "h5"):
        model.save(OUT / f"operations.k2.{extension}")
    print(f"{len(outputs)} outputs, {len(model.layers)} layers; {tool}")


if __name__ == "__main__":
    main()
