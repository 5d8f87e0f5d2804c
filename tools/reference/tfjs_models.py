"""Small models as TensorFlow.js's converter writes them, with inputs, outputs, and the values of quantized weights.

Tools: tensorflowjs 4.22, tf_keras 2.21 on tensorflow-cpu 2.21, safetensors. Run from the repository root:

    python tools/reference/tfjs_models.py

Writes packages/formats/fixtures/tfjs/. The models are those of keras_files.py, whose inputs and outputs lie in
packages/formats/fixtures/keras/. `plain.<type>.safetensors` holds the weights of `plain.<type>/` as the converter reads them
back, and the outputs `y0` of Keras with them.
"""

import shutil

from tfjs_converter import converters, tensorflowjs

import keras_files
import numpy as np
import tensorflow as tf
import tf_keras
from fixture import ROOT
from safetensors.numpy import load_file, save_file

OUT = ROOT / "packages/formats/fixtures/tfjs"
TOOLS = f"tensorflowjs {tensorflowjs.__version__}, tf_keras {tf_keras.__version__}, tensorflow {tf.__version__}"


def save(build, name=None, shard_bytes=4194304, **options):
    model = build(tf_keras)
    keras_files.draw(model)
    folder = OUT / (name or build.__name__)
    shutil.rmtree(folder, ignore_errors=True)
    converters.save_keras_model(model, str(folder), weight_shard_size_bytes=shard_bytes, **options)
    return folder


def quantized(dtype):
    """Names of types map to the weights that have them; True is all."""
    folder = save(keras_files.plain, f"plain.{dtype}", shard_bytes=100, quantization_dtype_map={dtype: True})
    model = converters.load_keras_model(str(folder / "model.json"))
    inputs = load_file(ROOT / "packages/formats/fixtures/keras/plain.safetensors")
    outputs = model.predict(inputs["x0"], verbose=0)
    weights = {weight.name.split(":")[0]: weight.numpy() for weight in model.weights}
    save_file(weights | {"y0": outputs}, folder.with_suffix(f".{dtype}.safetensors"), metadata={"tool": TOOLS})


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for build in (keras_files.plain, keras_files.branches, keras_files.sequences, keras_files.words):
        save(build)
    for dtype in ("uint8", "uint16", "float16"):
        quantized(dtype)
