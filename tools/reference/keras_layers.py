"""What Keras answers for small inputs to each layer type: the parity fixtures of the layer table.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Run from the repository root; names of families write those alone:

    python tools/reference/keras_layers.py [family ...]

Writes packages/network/fixtures/keras/<family>.json, one for each file of keras_cases/. A case holds the Keras class name, its
options (names from `get_config()`, only those that change the answer), how its inputs and weights are drawn, and the outputs.

`slopes` has for each input and each weight the product of two things that no mistake leaves alike: the gradient of
sum(output * c), and d, with c and d drawn as the inputs are; beside it the sum of the product's absolute values.
Batch normalisation also has slopes and outputs with `training=True`, and the statistics after that one step.
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
from keras_cases.draw import Drawn, draw, whole_numbers
from keras_cases.options import OPTIONS

DIGITS = 8
OUTPUT_SEED = 1000
SLOPE_SEED = 2000


class Cases:
    """Collects the cases of one family."""

    def __init__(self):
        self.entries = []

    def add(self, name, layer, *inputs, spread=1.0, written=None, arguments=None, masked=False):
        """Adds one case.

        `inputs` are shapes or `Drawn`; `written` are options in a form that `get_config()` does not have, or arguments of the
        call; `arguments` makes the call's arguments of the inputs, as a list and a dict, where that is not the usual way; `masked` adds the mask to the outputs.
        """
        kind = type(layer).__name__
        drawn = [item if isinstance(item, Drawn) else Drawn(item, -spread, spread) for item in inputs]
        arrays = [tf.constant(item.values(seed + 1)) for seed, item in enumerate(drawn)]

        def call(training=False):
            given, named = arguments(arrays) if arguments else ([arrays[0] if len(arrays) == 1 else arrays], {})
            return layer(*given, **named, **({"training": training} if layer._call_has_training_arg else {}))

        call()
        roles = self.assign_weights(layer, kind)

        def slopes(training):
            with tf.GradientTape(persistent=True) as tape:
                watched = {f"input{at}": array for at, array in enumerate(arrays) if drawn[at].kind is None}
                watched |= {role: weight.value for role, (weight, _) in roles.items() if weight.trainable}
                for value in watched.values():
                    tape.watch(value)
                outputs = tf.nest.flatten(call(training))
                shares = [tf.reduce_sum(output * draw(output.shape, OUTPUT_SEED + at, -1, 1)) for at, output in enumerate(outputs)]
                total = tf.add_n(shares + layer.losses)
            found = {}
            for at, (role, value) in enumerate(watched.items()):
                gradient = tape.gradient(total, value)
                if gradient is not None:
                    products = tf.convert_to_tensor(gradient).numpy().astype(np.float64) * draw(value.shape, SLOPE_SEED + at, -1, 1)
                    found[role] = [shortened(products.sum()), shortened(np.abs(products).sum())]
            return found

        outputs = tf.nest.flatten(call())
        if masked:
            outputs.append(tf.cast(layer.compute_mask(arrays[0]), "float32"))

        entry = {
            "name": f"{kind}: {name}",
            "type": kind,
            "options": {**kept_options(layer), **(written or {})},
            "inputs": [item.written(seed + 1) for seed, item in enumerate(drawn)],
            "weights": {role: item.written(seed) for role, (_, (item, seed)) in roles.items()},
            "outputs": [tensor(output, DIGITS) for output in outputs],
            "slopes": slopes(training=False),
        }
        if kind == "BatchNormalization":
            entry["trainingSlopes"] = slopes(training=True)
            # Once more, since that moved the statistics.
            self.assign_weights(layer, kind)
            entry["trainingOutputs"] = [tensor(call(training=True), DIGITS)]
            entry["updates"] = {role: tensor(getattr(layer, role), DIGITS) for role in ("moving_mean", "moving_variance")}
        self.entries.append(entry)

    def assign_weights(self, layer, kind):
        """Keras's fresh weights are zeros and ones in places, and would hide mistakes there."""
        roles = {}
        for weight in layer.weights:
            if "seed_generator" in weight.path:
                continue
            role = ROLES.get(kind, own_name)(weight)
            positive = weight.name in ("gamma", "moving_variance", "variance", "scale")
            low, high = (0.5, 1.5) if positive else (-0.5, 0.5)
            whole = weight.dtype != "float32"
            item, seed = whole_numbers(weight.shape, 10) if whole else Drawn(weight.shape, low, high), 100 + len(roles)
            weight.assign(item.values(seed))
            roles[role] = (weight, (item, seed))
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()
        return roles


def own_name(weight):
    return weight.name


def name_within(weight):
    """`query/kernel` of `multi_head_attention/query/kernel`."""
    return "/".join(weight.path.split("/")[-2:])


def name_of_direction(weight):
    """`forward/kernel` of `bidirectional/forward_lstm/lstm_cell/kernel`."""
    layer = weight.path.split("/")[-3]
    return f"{'forward' if layer.startswith('forward') else 'backward'}/{weight.name}"


# What weights are called where their own name is not enough.
ROLES = {"Bidirectional": name_of_direction, "MultiHeadAttention": name_within}


def kept_options(layer):
    return keep(type(layer).__name__, layer.get_config())


def keep(kind, config):
    """The options that decide the answer; a wrapped layer has its own."""
    options = {option: config[option] for option in OPTIONS[kind]}
    for option in ("layer", "backward_layer"):
        if option in options:
            wrapped = options[option]
            inner = {"class_name": wrapped["class_name"], "config": keep(wrapped["class_name"], wrapped["config"])}
            options[option] = inner
    return options


def shortened(value):
    return float(f"{float(value):.{DIGITS}g}")


if __name__ == "__main__":
    files = sorted((Path(__file__).parent / "keras_cases").glob("*.py"))
    families = sys.argv[1:] or [file.stem for file in files if file.stem not in ("draw", "options")]
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
