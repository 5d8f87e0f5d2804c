"""Whether Keras, ONNX Runtime and TensorFlow.js answer what Graft answers, for the files that Graft writes.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, onnx, onnxruntime, safetensors, node. Run from the repository root:

    npx nx run-many -t build -p @graftjs/formats,@graftjs/backbones,@graftjs/engines
    python tools/reference/round_trips.py

Writes docs/round-trips.md, and ends with status 1 if a difference is beyond 1e-4 of the largest output.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import subprocess
import sys
import tempfile
from pathlib import Path

import keras
import numpy as np
import onnx
import onnxruntime
from fixture import ROOT
from safetensors.numpy import load_file

TOLERANCE = 1e-4


def difference(found, wanted):
    """The largest, as a share of the largest output."""
    pairs = list(zip(found, wanted, strict=True))
    assert all(one.shape == other.shape for one, other in pairs)
    return max(float(np.abs(one - other).max() / np.abs(other).max()) for one, other in pairs)


def from_keras(path, inputs):
    outputs = keras.saving.load_model(path).predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    return outputs if isinstance(outputs, (list, tuple)) else [outputs]


def from_onnx(path, inputs):
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(path)
    return session.run(None, {each.name: value for each, value in zip(session.get_inputs(), inputs, strict=True)})


def rows(folder):
    for file in sorted(folder.glob("*.safetensors")):
        tensors = load_file(file)
        part = lambda prefix: [tensors[name] for name in sorted(tensors) if name.rstrip("0123456789") == prefix]
        inputs, wanted = part("x"), part("y")
        yield file.stem, [
            difference(from_keras(file.with_suffix(".keras"), inputs), wanted),
            difference(from_onnx(file.with_suffix(".onnx"), inputs), wanted),
            difference(part("tfjs"), wanted) if part("tfjs") else None,
            difference(part("safetensors"), wanted),
        ]


def show(value):
    return "refused" if value is None else "0" if value == 0 else f"{value:.1e}"


def table(results):
    tools = f"keras {keras.__version__}, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}, TensorFlow.js 4.22.0"
    return "\n".join(
        [
            "# Round trips",
            "",
            "Networks as Graft writes them, run by the programs they are for: the largest difference from Graft's own answer, as a "
            "share of the largest output; at most 1e-4 is allowed. Architectures have drawn weights, ten classes and pictures of 32 to "
            "80 pixels; the rest are models that Keras 3 saved, read by Graft and written again, which between them have most layer types. "
            "`onnx.checker` finds no fault with the ONNX files; what TensorFlow.js would leave out of a network is refused by name.",
            "",
            f"Made by `python tools/reference/round_trips.py` with {tools}.",
            "",
            "| network | .keras in Keras | .onnx in ONNX Runtime | layers model in TensorFlow.js | safetensors, read back |",
            "| --- | --- | --- | --- | --- |",
            *(f"| {name} | {' | '.join(show(value) for value in values)} |" for name, values in results),
            "",
        ]
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder)
        if len(sys.argv) == 1:
            subprocess.run(["node", ROOT / "tools/round-trips.mjs", folder], check=True)
        results = list(rows(given))
    page = ROOT / "docs/round-trips.md"
    page.write_text(table(results))
    subprocess.run(["npx", "prettier", "--write", page], check=True, cwd=ROOT)
    worst = max(value for _, values in results for value in values if value is not None)
    print(f"{len(results)} networks, largest difference {worst:.1e}")
    sys.exit(0 if worst <= TOLERANCE else 1)
