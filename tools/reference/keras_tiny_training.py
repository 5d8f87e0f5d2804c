"""Ten training steps of a tiny residual network in Keras, all weights after the first, the third and the tenth.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Run from the repository root; writes
packages/train/fixtures/keras-tiny-training.json. keras_steps.py says what is computed.

    python tools/reference/keras_tiny_training.py
"""

import keras_steps as steps  # first: it sets the environment that TensorFlow reads when imported
import keras
import numpy as np
import tensorflow as tf
from fixture import exact, significant, tensor, write
from keras import layers

SEED = 11
SIZE, CLASSES, BATCH, STEPS = 8, 3, 6, 10
RECORDED = (1, 3, 10)
# Inputs are whole numbers divided by this, so that they are short to write and exact.
SCALE = 64
EVEN = [1.0, 1.0, 1.0]
UNEVEN = [0.5, 1.0, 2.5]

ADAMW = {"kind": "adamw", "learningRate": 1e-3, "weightDecay": 0.01}
SGD = {"kind": "sgd", "learningRate": 0.02, "momentum": 0.9}
CASES = [
    {"name": "adamw, BatchNorm frozen", **ADAMW, "batchNorm": "frozen", "classWeights": EVEN},
    {"name": "adamw, BatchNorm affine", **ADAMW, "batchNorm": "affine", "classWeights": EVEN},
    {"name": "adamw, BatchNorm training", **ADAMW, "batchNorm": "train", "classWeights": EVEN},
    {"name": "sgd, BatchNorm frozen", **SGD, "batchNorm": "frozen", "classWeights": EVEN},
    {"name": "sgd, BatchNorm training", **SGD, "batchNorm": "train", "classWeights": EVEN},
    {"name": "sgd, weight decay and class weights", **SGD, "weightDecay": 0.1, "batchNorm": "affine", "classWeights": UNEVEN},
    {"name": "adamw, class weights", **ADAMW, "batchNorm": "train", "classWeights": UNEVEN},
    {"name": "sgd, clipped", **SGD, "clipNorm": 0.5, "batchNorm": "affine", "classWeights": UNEVEN},
    {"name": "adamw, labels smoothed", **ADAMW, "labelSmoothing": 0.1, "batchNorm": "frozen", "classWeights": UNEVEN},
]


def build():
    def batch_norm(name, x):
        return layers.BatchNormalization(name=name)(x)

    image = keras.Input((SIZE, SIZE, 3), name="input")
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False, name="stem_conv")(image)
    x = stem = layers.ReLU(max_value=6.0, name="stem_activation")(batch_norm("stem_bn", x))
    x = batch_norm("block_bn", layers.DepthwiseConv2D(3, padding="same", use_bias=False, name="block_dwconv")(x))
    x = layers.Add(name="block_add")([x, stem])
    x = batch_norm("top_bn", layers.Conv2D(12, 1, use_bias=False, name="top_conv")(x))
    x = layers.ReLU(max_value=6.0, name="top_activation")(x)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    return keras.Model(image, layers.Dense(CLASSES, name="predictions")(x), name="tiny")


def weights_of(model):
    return {f"{layer.name}/{weight.name}": weight for layer in model.layers for weight in layer.weights}


def draw(random, name, shape):
    """Weights with which signals keep their size, and BatchNorm that is not the identity."""
    if name.endswith("kernel"):
        fan_in = int(np.prod(shape[:2])) if "dwconv" in name else int(np.prod(shape[:-1]))
        return exact(random.normal(0, fan_in**-0.5, shape))
    if name.endswith(("gamma", "moving_variance")):
        return exact(random.uniform(0.5, 1.5, shape))
    return exact(random.normal(0, 0.3, shape))


def main():
    random = np.random.default_rng(SEED)
    model = build()
    weights = weights_of(model)
    initial = {name: draw(random, name, tuple(weight.shape)) for name, weight in weights.items()}
    batches = []
    for _ in range(STEPS):
        labels = random.integers(0, CLASSES, BATCH)
        # The class shows, faintly, so that there is something to learn.
        pixels = random.normal(0, 60, (BATCH, SIZE, SIZE, 3)) + 20 * (labels - 1)[:, None, None, None]
        batches.append((np.clip(np.rint(pixels), -128, 127).astype(np.int32), labels))
    fed = [((pixels / SCALE).astype(np.float32), np.eye(CLASSES, dtype=np.float32)[labels]) for pixels, labels in batches]

    cases = []
    for case in CASES:
        for name, weight in weights.items():
            weight.assign(initial[name])
        after = {}

        def record(step):
            if step in RECORDED:
                moved = steps.moving_weights(model, case)
                after[str(step)] = {name: significant(weight.numpy().ravel(), 9) for name, weight in moved}

        losses, norms = steps.take_steps(model, case, fed, case["classWeights"], record)
        cases.append({**case, "losses": significant(losses, 9), "gradientNorms": significant(norms, 9), "after": after})
        print(case["name"], [f"{loss:.3f}" for loss in losses], f"gradient norms {min(norms):.2f} to {max(norms):.2f}")

    write(
        "packages/train/fixtures/keras-tiny-training.json",
        __file__,
        {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__, "seed": SEED},
        {
            "definitions": steps.DEFINITIONS,
            "initial": {name: tensor(values) for name, values in initial.items()},
            "inputScale": SCALE,
            "batches": [
                {"shape": list(pixels.shape), "inputs": pixels.ravel().tolist(), "labels": labels.tolist()}
                for pixels, labels in batches
            ],
            "cases": cases,
        },
    )


if __name__ == "__main__":
    main()
