"""Whether Keras 3 loads the `.keras` files that Graft writes, and answers the same.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, safetensors, node. Run from the repository root:

    npx nx build @graftjs/formats
    python tools/reference/keras_reads_graft.py

Every model of packages/formats/fixtures/keras is read by Graft, from every layout, written again, loaded by Keras and run on
the inputs of its fixture. Prints one line for each and ends with status 1 if a difference is beyond 1e-5.
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
from fixture import ROOT
from safetensors.numpy import load_file

FIXTURES = ROOT / "packages/formats/fixtures/keras"
LAYOUTS = ("k3.keras", "k3.h5", "k2.keras", "k2.h5")
TOLERANCE = 1e-5


def check(source, target, expected):
    subprocess.run(["node", ROOT / "tools/rewrite-keras.mjs", source, target], check=True)
    model = keras.saving.load_model(target)
    inputs = [expected[name] for name in sorted(expected) if name.startswith("x")]
    wanted = [expected[name] for name in sorted(expected) if name.startswith("y")]
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return max(float(np.abs(one - other).max()) for one, other in zip(outputs, wanted, strict=True))


if __name__ == "__main__":
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for fixture in sorted(FIXTURES.glob("*.safetensors")):
            for layout in LAYOUTS:
                source = FIXTURES / f"{fixture.stem}.{layout}"
                if not source.exists():
                    continue
                difference = check(source, Path(folder) / "written.keras", load_file(fixture))
                worst = max(worst, difference)
                print(f"{source.name:24} {difference:.1e}")
    print(f"keras {keras.__version__}: largest difference {worst:.1e}")
    sys.exit(0 if worst <= TOLERANCE else 1)
