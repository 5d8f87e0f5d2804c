"""Small models as TensorFlow.js's converter writes them, with inputs, outputs, and the values of quantized weights.

Tools: tensorflowjs 4.22, tf_keras 2.21 on tensorflow-cpu 2.21, safetensors. Run from the repository root:

    python tools/reference/tfjs_models.py

Writes packages/formats/fixtures/tfjs/. The layers models are those of keras_files.py, whose inputs and outputs lie in
packages/formats/fixtures/keras/. `plain.<type>.safetensors` holds the weights of `plain.<type>/` as the converter reads them
back, and the outputs `y0` of Keras with them. `<model>.graph/` are graph models; `<model>.graph.safetensors` has inputs `x0`,
… and Keras's outputs `y0`, …
"""

import json
import shutil

from tfjs_converter import converters, tensorflowjs, tf_saved_model_conversion_v2

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


def shapes(k):
    """Operations that the table has a counterpart for, one way or another."""
    picture = k.Input((8, 8, 3), name="picture")
    x = k.layers.Rescaling([0.5, 0.25, 2.0], offset=[1.0, 0.0, -1.0], name="rescaling")(picture)
    x = k.layers.ZeroPadding2D(((0, 1), (0, 1)), name="pad")(x)
    x = k.layers.Conv2D(4, 3, strides=2, use_bias=False, name="conv")(x)
    x = k.layers.BatchNormalization(name="norm")(x)
    x = k.layers.PReLU(shared_axes=[1, 2], name="prelu")(x)
    a = k.layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, name="depthwise")(x)
    a = k.layers.LeakyReLU(0.1, name="leaky")(a)
    a = k.layers.Conv2D(4, 1, activation="elu", name="pointwise")(a)
    b = k.layers.Conv2D(4, 2, padding="same", activation="sigmoid", name="even")(x)
    x = k.layers.Add(name="sum")([a, b])
    x = k.layers.Multiply(name="product")([x, k.layers.Subtract(name="difference")([x, a])])
    low = k.layers.AveragePooling2D(2, name="average")(x)
    high = k.layers.MaxPooling2D(3, strides=1, padding="same", name="max")(x)
    up = k.layers.UpSampling2D(2, interpolation="nearest", name="up")(low)
    x = k.layers.Concatenate(name="both")([up, high])
    squeezed = k.layers.GlobalAveragePooling2D(keepdims=True, name="squeeze")(x)
    gate = k.layers.Conv2D(8, 1, activation="sigmoid", name="gate")(squeezed)
    x = k.layers.Multiply(name="gated")([x, gate])
    x = k.layers.Permute((3, 1, 2), name="turned")(x)
    x = k.layers.Reshape((8, 16), name="rows")(x)
    x = k.layers.Conv1D(3, 3, padding="same", activation="relu", name="conv1d")(x)
    top = k.layers.GlobalMaxPooling1D(name="top")(x)
    out = k.layers.Dense(5, use_bias=False, activation="tanh", name="out")(k.layers.Flatten(name="flat")(x))
    return k.Model(picture, [out, k.layers.Softmax(name="likely")(top)], name="shapes")


def gaps(k):
    """Convolutions with gaps, which the converter takes apart: sizes that divide and sizes that do not."""
    picture = k.Input((9, 8, 2), name="picture")
    x = k.layers.Conv2D(3, 3, dilation_rate=2, padding="same", activation="relu", name="same")(picture)
    x = k.layers.Conv2D(4, (2, 3), dilation_rate=(1, 2), name="valid")(x)
    x = k.layers.DepthwiseConv2D(3, dilation_rate=2, padding="same", name="depthwise")(x)
    return k.Model(picture, k.layers.GlobalAveragePooling2D(name="pool")(x), name="gaps")


def graph(build):
    model = build(tf_keras)
    keras_files.draw(model)
    folder = OUT / f"{build.__name__}.graph"
    shutil.rmtree(folder, ignore_errors=True)
    tf_saved_model_conversion_v2.convert_keras_model_to_graph_model(model, str(folder))
    random = np.random.default_rng(7)
    inputs = [keras_files.exact(random.normal(0, 1, (2, *tensor.shape[1:]))) for tensor in model.inputs]
    outputs = model.predict(inputs, verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    # In the order of the file, by names that count the model's own in alphabetical order: Identity, Identity_1, …
    listed = json.loads((folder / "model.json").read_text())["signature"]["outputs"]
    named = sorted(model.output_names)
    ends = [named[int(name.split(":")[0].partition("_")[2] or 0)] for name in listed]
    outputs = [outputs[model.output_names.index(name)] for name in ends]
    tensors = {f"x{i}": value for i, value in enumerate(inputs)} | {f"y{i}": value for i, value in enumerate(outputs)}
    save_file(tensors, f"{folder}.safetensors", metadata={"tool": TOOLS})


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for build in (keras_files.plain, keras_files.branches, keras_files.sequences, keras_files.words):
        save(build)
    for dtype in ("uint8", "uint16", "float16"):
        quantized(dtype)
    graph(keras_files.plain)
    graph(shapes)
    graph(gaps)
