"""One BatchNorm that is called twice while it trains, by Keras: golden values of the network package.

Tools: Keras 3.15 on TensorFlow. Run from the repository root:

    python tools/reference/keras_shared_batch_norm.py

Writes packages/network/fixtures/keras-shared-batch-norm.json.
"""

import keras
import numpy as np
import tensorflow as tf
from fixture import exact, significant, tensor, write

SEED = 5
MOMENTUM = 0.75


def main():
    random = np.random.default_rng(SEED)
    first, second = (exact(random.normal(mean, 2, (6, 3))) for mean in (1, -3))
    norm = keras.layers.BatchNormalization(momentum=MOMENTUM)
    norm.build((None, 3))
    for variable in norm.weights:
        variable.assign(exact(random.uniform(0.5, 1.5, 3)))
    before = {variable.name: tensor(variable.numpy()) for variable in norm.weights}
    inputs = [keras.Input((3,)), keras.Input((3,))]
    model = keras.Model(inputs, keras.layers.Add()([norm(inputs[0]), norm(inputs[1])]))
    output = model([first, second], training=True)
    write(
        "packages/network/fixtures/keras-shared-batch-norm.json",
        __file__,
        {"keras": keras.__version__, "tensorflow": tf.__version__, "seed": SEED},
        {
            "momentum": MOMENTUM,
            "inputs": [tensor(first), tensor(second)],
            "weights": before,
            "output": tensor(output.numpy()),
            "updates": {
                name: significant(getattr(norm, name).numpy(), 9) for name in ("moving_mean", "moving_variance")
            },
        },
    )


if __name__ == "__main__":
    main()
