"""Keras Applications at small sizes: layers, shapes, parameter counts and outputs that graft's architectures are compared with.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Run from the repository root:

    python tools/reference/keras_applications.py

Writes packages/backbones/fixtures/keras-applications.json, and keras-applications-full.json with outputs at the sizes and of the classes
that were published. No weights are downloaded: they come from formula_weights.py. Every model is
the first of a fresh Keras session, which is what decides the names of layers that have none of their own. `layers` lists every layer
but the input, in Keras's order, as "name|type|output shape of one example|parameters"; where it is left out, `layersSha256` is of
those lines joined by newlines. `outputs` has the prediction and three layers on the way: values evenly spaced over the whole tensor,
and its largest magnitude. The kernel of `predictions` is multiplied by `classifierScale`, so that no class has it all.
"""

import hashlib
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
# Reordered sums would make the last digits depend on the machine.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import tensorflow as tf
from fixture import significant, write
from formula_weights import fill, spread
from keras import applications

BATCH = 2
SAMPLES = 40
RESNET = ["conv2_block1_0_bn", "conv3_block4_out", "conv5_block3_out"]
MOBILENET = ["block_1_depthwise_relu", "block_5_add", "out_relu"]
INCEPTION = ["average_pooling2d", "mixed5", "mixed9_1"]
VGG = ["block1_pool", "block3_conv2", "block5_pool"]


def case(architecture, size, top=True, classes=10, watch=None, scale=1.0, alpha=None, listed=False):
    return dict(architecture=architecture, size=size, top=top, classes=classes, watch=watch, scale=scale, alpha=alpha, listed=listed)


CASES = [
    # As they are published: layers and counts only.
    case("vgg16", (224, 224), classes=1000, listed=True),
    case("vgg19", (224, 224), classes=1000, listed=True),
    case("resnet50", (224, 224), classes=1000, listed=True),
    case("mobilenet-v2", (224, 224), classes=1000, alpha=1.0, listed=True),
    case("inception-v3", (299, 299), classes=1000, listed=True),
    *(case("mobilenet-v2", (224, 224), classes=1000, alpha=alpha) for alpha in (0.35, 0.5, 0.75, 1.3, 1.4)),
    # Without top, at any size.
    case("vgg16", (None, None), top=False),
    case("vgg19", (224, 224), top=False),
    case("resnet50", (None, None), top=False),
    case("mobilenet-v2", (None, None), top=False, alpha=1.0),
    case("inception-v3", (None, None), top=False),
    # Small, with outputs: the least size, odd sizes, sizes that are not square.
    case("vgg16", (32, 32), watch=VGG, scale=0.3),
    case("vgg19", (32, 32), watch=VGG, scale=0.3),
    case("vgg19", (45, 70), top=False, watch=VGG),
    case("resnet50", (32, 32), watch=RESNET, scale=0.01),
    case("resnet50", (75, 50), top=False, watch=RESNET),
    case("mobilenet-v2", (32, 32), watch=MOBILENET, alpha=1.0),
    case("mobilenet-v2", (96, 96), watch=MOBILENET, alpha=0.35),
    case("mobilenet-v2", (33, 50), watch=MOBILENET, alpha=0.5),
    case("mobilenet-v2", (75, 75), watch=MOBILENET, alpha=0.75),
    case("mobilenet-v2", (64, 47), top=False, watch=MOBILENET, alpha=1.3),
    case("mobilenet-v2", (48, 48), watch=MOBILENET, alpha=1.4),
    # Multipliers without published weights; of the first, 16 channels show that Keras cuts off fractions before it rounds.
    case("mobilenet-v2", (40, 40), watch=MOBILENET, alpha=0.56),
    case("mobilenet-v2", (40, 40), watch=MOBILENET, alpha=1.2),
    case("inception-v3", (75, 75), watch=INCEPTION),
    case("inception-v3", (96, 83), top=False, watch=INCEPTION),
]

FULL = [
    case("vgg16", (224, 224), classes=1000, watch=VGG, scale=1.0),
    case("vgg19", (224, 224), classes=1000, watch=VGG, scale=1.0),
    case("resnet50", (224, 224), classes=1000, watch=RESNET, scale=0.001),
    case("mobilenet-v2", (224, 224), classes=1000, watch=MOBILENET, alpha=1.0),
    case("inception-v3", (299, 299), classes=1000, watch=INCEPTION),
]


def build(architecture, size, top, classes, alpha):
    keras.backend.clear_session()
    shape = (*size, 3)
    options = dict(weights=None, include_top=top, input_shape=shape, **({"classes": classes} if top else {}))
    if architecture == "mobilenet-v2":
        return applications.MobileNetV2(alpha=alpha, **options)
    builders = {
        "vgg16": applications.VGG16,
        "vgg19": applications.VGG19,
        "resnet50": applications.ResNet50,
        "inception-v3": applications.InceptionV3,
    }
    return builders[architecture](**options)


def describe(layer):
    shape = ",".join("?" if length is None else str(length) for length in layer.output.shape[1:])
    return f"{layer.name}|{type(layer).__name__}|{shape}|{layer.count_params()}"


def sample(values):
    flat = values.ravel()
    places = [place * (flat.size - 1) // (SAMPLES - 1) for place in range(SAMPLES)] if flat.size > SAMPLES else range(flat.size)
    return {"shape": list(values.shape), "largest": significant(np.abs(flat).max(), 9), "values": significant(flat[list(places)], 9)}


def run(model, size, watch, scale):
    fill(model)
    if scale != 1.0:
        kernel = model.get_layer("predictions").kernel
        kernel.assign((np.asarray(kernel, np.float64) * scale).astype(np.float32))
    image = spread("image", BATCH * size[0] * size[1] * 3).reshape(BATCH, *size, 3).astype(np.float32)
    tapped = keras.Model(model.input, [*(model.get_layer(name).output for name in watch), model.output])
    outputs = [np.asarray(value) for value in tapped(image, training=False)]
    names = [*watch, model.layers[-1].name]
    final = outputs[-1]
    across = final.max(-1) - final.min(-1)
    print(f"  spread {across.min():.3f} to {across.max():.3f}, largest {[float(np.abs(value).max()) for value in outputs]}")
    assert across.min() > 0.01
    return [{"layer": name, **sample(value)} for name, value in dict(zip(names, outputs)).items()]


def describe_all(wanted_cases):
    cases = []
    for wanted in wanted_cases:
        architecture, size, top, classes, watch, scale, alpha, listed = wanted.values()
        print(architecture, size, top, alpha)
        model = build(architecture, size, top, classes, alpha)
        lines = [describe(layer) for layer in model.layers[1:]]
        trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
        cases.append(
            {
                "architecture": architecture,
                "height": size[0],
                "width": size[1],
                "top": top,
                **({"classes": classes} if top else {}),
                **({} if alpha is None else {"alpha": alpha}),
                "parameters": model.count_params(),
                "trainable": trainable,
                **({"layers": lines} if listed else {"layersSha256": hashlib.sha256("\n".join(lines).encode()).hexdigest()}),
                **({} if watch is None else {"classifierScale": scale, "outputs": run(model, size, watch, scale)}),
            }
        )
    return cases


def main():
    tools = {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__}
    for name, wanted in (("keras-applications", CASES), ("keras-applications-full", FULL)):
        content = {"batch": BATCH, "cases": describe_all(wanted)}
        write(f"packages/backbones/fixtures/{name}.json", __file__, tools, content)


if __name__ == "__main__":
    main()
