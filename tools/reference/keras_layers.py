"""What Keras answers for small inputs to each layer type: the parity fixtures of the layer table.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Run from the repository root; names of families write those alone:

    python tools/reference/keras_layers.py [family ...]

Writes packages/network/fixtures/keras/<family>.json, one for each file of keras_cases/. A case holds the Keras class name, its
options (names from `get_config()`, only those that change the answer), how its inputs and weights are drawn, and the outputs.

`slopes` has for each input and each weight the product of two things that no mistake leaves alike: the gradient of
sum(output * c), and d, with c and d drawn as the inputs are; beside it the sum of the product's absolute values.
Batch normalisation also has the outputs with `training=True` and the statistics after that one step.
"""

import importlib
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import tensorflow as tf
from fixture import tensor, write
from keras_cases.options import OPTIONS

DIGITS = 8
OUTPUT_SEED = 1000
SLOPE_SEED = 2000


def draw(shape, seed, low, high):
    """Numbers from `low` to `high` by a linear congruential generator, which another language repeats to the last bit."""
    state = (seed * 2654435761) & 0xFFFFFFFF
    values = []
    for _ in range(int(np.prod(shape))):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values.append(low + (high - low) * (state / 2**32))
    return np.array(values, np.float64).reshape(shape)


class Drawn:
    """A tensor that is drawn on both sides."""

    def __init__(self, shape, low=-1.0, high=1.0, whole=False):
        self.shape, self.low, self.high, self.whole = tuple(shape), low, high, whole

    def values(self, seed):
        values = draw(self.shape, seed, self.low, self.high)
        return np.floor(values).astype(np.int32) if self.whole else values.astype(np.float32)

    def written(self, seed):
        entry = {"shape": list(self.shape), "seed": seed, "low": self.low, "high": self.high}
        return {**entry, "whole": True} if self.whole else entry


def whole_numbers(shape, below, least=0):
    """Whole numbers from `least` to `below - 1`."""
    return Drawn(shape, least, below, whole=True)


class Cases:
    """Collects the cases of one family."""

    def __init__(self):
        self.entries = []

    def add(self, name, layer, *inputs, spread=1.0, written=None, call=None, weights=None):
        """Adds one case.

        `inputs` are shapes or `Drawn`; `written` are options in a form that `get_config()` does not have; `call` are arguments of
        the call itself; `weights` says how weights of some roles are drawn, where not as all are.
        """
        kind = type(layer).__name__
        drawn = [item if isinstance(item, Drawn) else Drawn(item, -spread, spread) for item in inputs]
        arrays = [tf.constant(item.values(seed + 1)) for seed, item in enumerate(drawn)]
        call = {**({"training": False} if layer._call_has_training_arg else {}), **(call or {})}
        arguments = ARGUMENTS.get(kind, one_argument)(arrays)
        layer(*arguments, **call)
        roles = self.assign_weights(layer, kind, weights or {})

        with tf.GradientTape(persistent=True) as tape:
            watched = {f"input{at}": array for at, array in enumerate(arrays) if array.dtype.is_floating}
            watched |= {role: weight.value for role, (weight, _) in roles.items() if weight.trainable}
            for value in watched.values():
                tape.watch(value)
            outputs = tf.nest.flatten(layer(*arguments, **call))
            shares = [tf.reduce_sum(output * draw(output.shape, OUTPUT_SEED + at, -1, 1)) for at, output in enumerate(outputs)]
            total = tf.add_n(shares + layer.losses)
        slopes = {}
        for at, (role, value) in enumerate(watched.items()):
            gradient = tape.gradient(total, value)
            if gradient is not None:
                products = tf.convert_to_tensor(gradient).numpy().astype(np.float64) * draw(value.shape, SLOPE_SEED + at, -1, 1)
                slopes[role] = [shortened(products.sum()), shortened(np.abs(products).sum())]

        entry = {
            "name": f"{kind}: {name}",
            "type": kind,
            "options": {**kept_options(layer), **(written or {})},
            "inputs": [item.written(seed + 1) for seed, item in enumerate(drawn)],
            "weights": {role: item.written(seed) for role, (_, (item, seed)) in roles.items()},
            "outputs": [tensor(output, DIGITS) for output in outputs],
            "slopes": slopes,
        }
        if kind == "BatchNormalization":
            entry["trainingOutputs"] = [tensor(layer(*arguments, training=True), DIGITS)]
            entry["updates"] = {role: tensor(getattr(layer, role), DIGITS) for role in ("moving_mean", "moving_variance")}
        self.entries.append(entry)

    def assign_weights(self, layer, kind, ranges):
        """Keras's fresh weights are zeros and ones in places, and would hide mistakes there."""
        roles = {}
        for weight in layer.weights:
            if "seed_generator" in weight.path:
                continue
            role = ROLES.get(kind, own_name)(weight)
            positive = weight.name in ("gamma", "moving_variance", "variance", "scale")
            low, high = ranges.get(role, (0.5, 1.5) if positive else (-0.5, 0.5))
            whole = weight.dtype != "float32"
            item, seed = whole_numbers(weight.shape, 10) if whole else Drawn(weight.shape, low, high), 100 + len(roles)
            weight.assign(item.values(seed))
            roles[role] = (weight, (item, seed))
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()
        return roles


def one_argument(arrays):
    return [arrays[0] if len(arrays) == 1 else arrays]


def own_name(weight):
    return weight.name


# How a layer type is called with its inputs, and what its weights are called, where that is not the usual way.
ARGUMENTS = {}
ROLES = {}


def kept_options(layer):
    config = layer.get_config()
    return {option: config[option] for option in OPTIONS[type(layer).__name__]}


def shortened(value):
    return float(f"{float(value):.{DIGITS}g}")


if __name__ == "__main__":
    files = sorted((Path(__file__).parent / "keras_cases").glob("*.py"))
    families = sys.argv[1:] or [file.stem for file in files if file.stem not in ("options", "__init__")]
    for family in families:
        cases = Cases()
        importlib.import_module(f"keras_cases.{family}").add_cases(cases)
        names = [entry["name"] for entry in cases.entries]
        assert len(set(names)) == len(names), "two cases have one name"
        write(
            f"packages/network/fixtures/keras/{family}.json",
            __file__,
            {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
            {"cases": cases.entries},
        )
