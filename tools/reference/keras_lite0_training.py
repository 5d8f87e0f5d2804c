"""Ten training steps of EfficientNet-Lite0's last three blocks (block6, block7 and head) in Keras, on real pictures.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, Pillow, numpy, safetensors. Run from the repository root (about a minute):

    python tools/reference/keras_lite0_training.py packages/demo-chest-xray/data/train \\
        packages/weights-efficientnet-lite0/efficientnet-lite0.safetensors [--dump <file.safetensors>]

Writes packages/train/fixtures/keras-lite0-training.json. keras_steps.py says what a step computes. Everything before block6 is
frozen, in Keras's inference mode, and a Dense(2) follows the pooling; its first kernel is drawn by the formula below.

The tensors are too large to keep, so of each the fixture has its norm before and after, and 16 projections of its change, and the
distance by norm between what Keras computes in float32 and in float64 ("rounding": no closer agreement means anything). With
  hash(i):  h = i * 0x9e3779b1 + 0x85ebca6b;  h ^= h >>> 16;  h *= 0x7feb352d;  h ^= h >>> 15;  h *= 0x846ca68b;  h ^= h >>> 16
in unsigned 32-bit arithmetic, projection k is the sum over i (row-major) of change[i] * (bit k of hash(i) ? 1 : -1), in float64.
Signs being as good as random, the mean square over k of the difference between two tensors' projections is an estimate of their
squared distance, with a standard error of sqrt(2 / 16) = 35 %, thus 18 % of the distance.
The first kernel of the Dense layer is (hash(i) / 2^32 - 0.5) * 0.1, rounded to float32.

--dump keeps all tensors, float32, named "<case>/<weight>", to be compared in full by tools/compare-keras-training.mjs.
"""

import argparse
import hashlib
from pathlib import Path

import keras_efficientnet_lite as lite  # first: it sets the environment that TensorFlow reads when imported
import keras
import keras_steps as steps
import numpy as np
import PIL
import tensorflow as tf
from fixture import significant, write
from PIL import Image
from safetensors.numpy import save_file

PICTURES = [
    "NORMAL/IM-0115-0001.jpeg",
    "PNEUMONIA/person1005_virus_1688.jpeg",
    "NORMAL/IM-0176-0001.jpeg",
    "PNEUMONIA/person1009_virus_1694.jpeg",
    "NORMAL/IM-0225-0001.jpeg",
    "PNEUMONIA/person100_virus_184.jpeg",
    "NORMAL/IM-0270-0001.jpeg",
    "PNEUMONIA/person1010_virus_1695.jpeg",
    "NORMAL/IM-0317-0001.jpeg",
    "PNEUMONIA/person1015_virus_1701.jpeg",
    "NORMAL/IM-0372-0001.jpeg",
    "NORMAL/IM-0421-0001.jpeg",
]
LABELS = ["NORMAL", "PNEUMONIA"]
CLASS_WEIGHTS = [0.75, 1.5]
BATCH, STEPS = 8, 10
# Step s (from 0) takes the pictures SHIFT * s, SHIFT * s + 1, ... of the list, round and round.
SHIFT = 5
CHOSEN = [[(SHIFT * step + at) % len(PICTURES) for at in range(BATCH)] for step in range(STEPS)]
# Of the Dense layer, at the start: a vector of zeros would have no norm that a difference could be small against.
BIAS = [0.25, -0.25]
BOUNDARY = "block5c_add"
PROJECTIONS = 16

ADAMW = {"kind": "adamw", "learningRate": 1e-5, "weightDecay": 0.01}
SGD = {"kind": "sgd", "learningRate": 1e-3, "momentum": 0.9}
CASES = [
    {"name": "adamw, BatchNorm frozen", **ADAMW, "batchNorm": "frozen"},
    {"name": "adamw, BatchNorm training", **ADAMW, "batchNorm": "train"},
    {"name": "sgd, BatchNorm frozen", **SGD, "batchNorm": "frozen"},
    {"name": "sgd, BatchNorm training", **SGD, "batchNorm": "train"},
]


def hashes(count):
    h = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(0x85EBCA6B)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x7FEB352D)
    h = (h ^ (h >> np.uint32(15))) * np.uint32(0x846CA68B)
    return h ^ (h >> np.uint32(16))


def projections(change):
    bits = hashes(change.size)
    flat = change.ravel()
    return [float(np.sum(np.where(bits >> np.uint32(k) & 1, flat, -flat))) for k in range(PROJECTIONS)]


def main(data_folder, weights_file, dump):
    pictures = []
    for file in PICTURES:
        with Image.open(Path(data_folder) / file) as image:
            pictures.append(np.asarray(image.convert("RGB")))
    inputs = lite.preprocess(np.stack(pictures))

    usual = train(weights_file, inputs, "float32")
    exact = train(weights_file, inputs, "float64")
    cases, kept = [], {}
    for case, (initial, after, losses, norms), (_, reference, *_) in zip(CASES, usual, exact):
        tensors = {}
        for name, values in after.items():
            before, values = initial[name].astype(np.float64), values.astype(np.float64)
            kept[f"{case['name']}/{name}"] = after[name]
            tensors[name] = {
                "norms": significant([np.linalg.norm(before), np.linalg.norm(values)], 9),
                "change": significant(projections(values - before), 9),
                "rounding": significant(np.linalg.norm(values - reference[name]), 3),
            }
        cases.append({**case, "losses": significant(losses, 9), "gradientNorms": significant(norms, 9), "tensors": tensors})
        report(cases[-1], initial, after, reference)

    if dump:
        save_file(kept, dump)
    write(
        "packages/train/fixtures/keras-lite0-training.json",
        __file__,
        {"keras": keras.__version__, "tensorflow": tf.__version__, "pillow": PIL.__version__, "numpy": np.__version__},
        {
            "weightsSha256": hashlib.sha256(Path(weights_file).read_bytes()).hexdigest(),
            "definitions": steps.DEFINITIONS,
            "boundary": BOUNDARY,
            "labels": LABELS,
            "classWeights": CLASS_WEIGHTS,
            "pictures": PICTURES,
            "batches": CHOSEN,
            "bias": BIAS,
            "cases": cases,
        },
    )


def train(weights_file, inputs, dtype):
    """For each case: the weights that may move, before and after, the losses and the gradient norms."""
    keras.config.set_dtype_policy(dtype)
    keras.config.set_floatx(dtype)
    backbone = lite.load(weights_file, include_top=False)
    boundary = backbone.get_layer(BOUNDARY).output
    features = keras.Model(backbone.input, boundary)(inputs.astype(dtype), training=False).numpy()
    targets = np.eye(len(LABELS), dtype=dtype)[[LABELS.index(file.split("/")[0]) for file in PICTURES]]
    batches = [(features[rows], targets[rows]) for rows in CHOSEN]

    dense = keras.layers.Dense(len(LABELS), name="predictions")
    model = keras.Model(boundary, dense(backbone.output), name="tail")
    kernel = (hashes(1280 * len(LABELS)) / 2**32 - 0.5) * 0.1
    dense.set_weights([kernel.astype(np.float32).reshape(1280, len(LABELS)), np.array(BIAS, np.float32)])
    start = {weight.path: weight.numpy() for weight in model.weights}
    for case in CASES:
        for weight in model.weights:
            weight.assign(start[weight.path])
        losses, norms = steps.take_steps(model, case, batches, CLASS_WEIGHTS, lambda _: None)
        moved = dict(steps.moving_weights(model, case))
        initial = {name: start[weight.path] for name, weight in moved.items()}
        yield initial, {name: weight.numpy() for name, weight in moved.items()}, losses, norms


def report(case, initial, after, reference):
    """How far Keras's float32 is from its float64, as a share of a tensor's norm, and of its change."""
    print(case["name"], [f"{loss:.4f}" for loss in case["losses"]])
    shares = {"tensor": {}, "change": {}}
    for name, values in after.items():
        distance = np.linalg.norm(values - reference[name])
        shares["tensor"][name] = distance / np.linalg.norm(reference[name])
        change = np.linalg.norm(values.astype(np.float64) - initial[name])
        if change > 0:
            shares["change"][name] = distance / change
    for of, found in shares.items():
        largest = sorted(found, key=found.get, reverse=True)[:4]
        print(f"  rounding, as a share of the {of}: " + ", ".join(f"{found[name]:.1e} {name}" for name in largest))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data_folder")
    parser.add_argument("weights_file")
    parser.add_argument("--dump")
    arguments = parser.parse_args()
    main(arguments.data_folder, arguments.weights_file, arguments.dump)
