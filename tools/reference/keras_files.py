"""Small models saved by Keras 3 and Keras 2 in every layout that packages/formats reads, with inputs and outputs.

Tools: keras 3.15.1 and tf_keras 2.21 (Keras 2) on tensorflow-cpu 2.21, h5py, safetensors. Run from the repository root:

    python tools/reference/keras_files.py

Writes packages/formats/fixtures/keras/. `<model>.k3.*` and `<model>.k2.*` are one model saved by both generations with equal
weights; `<model>.safetensors` holds its inputs `x0`, `x1`, … and Keras 3's outputs `y0`, `y1`, …
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import sys
import zlib

import h5py
import keras
import numpy as np
import safetensors
import tensorflow as tf
import tf_keras
from fixture import ROOT, exact
from keras.src.legacy.saving import legacy_h5_format
from safetensors.numpy import save_file

OUT = ROOT / "packages/formats/fixtures/keras"
TOOLS = f"keras {keras.__version__}, tf_keras {tf_keras.__version__}, tensorflow {tf.__version__}, h5py {h5py.__version__}"


def plain(k):
    """What most people save: one stack of layers."""
    return k.Sequential(
        [
            k.Input((8, 8, 3), name="image"),
            k.layers.Rescaling(1 / 127.5, offset=-1, name="rescaling"),
            k.layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False, name="conv"),
            k.layers.BatchNormalization(name="norm"),
            k.layers.ReLU(6.0, name="relu"),
            k.layers.DepthwiseConv2D(3, activation="relu", name="depthwise"),
            k.layers.MaxPooling2D(2, name="pool"),
            k.layers.Flatten(name="flatten"),
            k.layers.Dropout(0.5, name="dropout"),
            k.layers.Dense(3, activation="softmax", kernel_regularizer="l2", name="scores"),
        ],
        name="plain",
    )


def branches(k):
    """Two inputs, two outputs, a model and layers that are called twice, a model within, one frozen layer."""
    image = k.Input((6, 6, 2), name="picture")
    x = k.layers.Conv2D(3, 3, name="conv1")(image)
    x = k.layers.BatchNormalization(name="norm1")(x)
    x = k.layers.Conv2D(3, 3, name="conv2")(x)
    x = k.layers.BatchNormalization(name="norm2", scale=False)(x)
    trunk = k.Model(image, x, name="trunk")
    trunk.get_layer("conv1").trainable = False
    left = k.Input((6, 6, 2), name="left")
    right = k.Input((6, 6, 2), name="right")
    pool = k.layers.GlobalAveragePooling2D(name="pool")
    shared = k.layers.Dense(4, name="shared")
    a = shared(pool(trunk(left, training=False)))
    b = shared(pool(trunk(right)))
    side = k.Sequential(
        [k.Input((4,)), k.layers.Dense(5, activation="relu", name="side1"), k.layers.Dense(4, name="side2")], name="side"
    )
    total = k.layers.Add(name="sum")([side(a), b])
    both = k.layers.Concatenate(name="both")([total, a])
    return k.Model([left, right], [k.layers.Dense(2, name="out")(both), b], name="branches")


def deep(k):
    """Models within models, all of one of them frozen, which changes the order of weights in a file."""
    inner = k.Sequential(
        [k.Input((4,)), k.layers.Dense(4, name="dense"), k.layers.BatchNormalization(name="norm")], name="inner"
    )
    entry = k.Input((4,), name="entry")
    middle = k.Model(entry, k.layers.Add(name="skip")([inner(entry), entry]), name="middle")
    middle.trainable = False
    return k.Sequential([k.Input((4,), name="rows"), middle, k.layers.Dense(2, name="dense")], name="deep")


def leaky(k, slope, name):
    """Keras 2 and Keras 3 have two names for one option."""
    return k.layers.LeakyReLU(name=name, **({"negative_slope": slope} if k is keras else {"alpha": slope}))


def pictures(k):
    """Layers that models of pictures are made of, besides those of the other models."""
    picture = k.Input((8, 8, 3), name="picture")
    adapted = k.layers.Normalization(name="adapted")
    adapted.adapt(np.random.default_rng(7).normal(3, 2, (20, 8, 8, 3)).astype(np.float32))
    x = adapted(picture)
    x = k.layers.RandomFlip("horizontal", name="flip")(x)
    x = k.layers.RandomRotation(0.1, fill_mode="nearest", name="turn")(x)
    x = k.layers.SeparableConv2D(4, 3, depth_multiplier=2, padding="same", name="separable")(x)
    x = k.layers.PReLU(shared_axes=[1, 2], name="prelu")(x)
    x = k.layers.GroupNormalization(groups=2, name="groups")(x)
    x = k.layers.ZeroPadding2D(((1, 0), (0, 1)), name="pad")(x)
    x = k.layers.Conv2D(4, 3, groups=2, dilation_rate=2, name="dilated")(x)
    x = leaky(k, 0.1, "leaky")(x)
    x = k.layers.SpatialDropout2D(0.2, name="spatial")(x)
    x = k.layers.Conv2DTranspose(3, 3, strides=2, padding="same", activation="elu", name="transposed")(x)
    x = k.layers.Cropping2D(((1, 1), (2, 0)), name="crop")(x)
    small = k.layers.AveragePooling2D(2, padding="same", name="average")(x)
    large = k.layers.UpSampling2D(2, interpolation="bilinear", name="up")(small)
    x = k.layers.Maximum(name="larger")([x, large])
    x = k.layers.LayerNormalization(axis=[-1], epsilon=1e-5, name="layer_norm")(x)
    x = k.layers.Permute((3, 1, 2), name="permute")(x)
    x = k.layers.Reshape((3, -1), name="reshape")(x)
    return k.Model(picture, k.layers.UnitNormalization(name="unit")(x), name="pictures")


def sequences(k):
    """Layers that models of sequences are made of, and merges."""
    steps = k.Input((12, 4), name="steps")
    x = k.layers.GaussianNoise(0.1, name="noise")(steps)
    x = k.layers.Conv1D(6, 3, padding="causal", dilation_rate=2, activation="swish", name="causal")(x)
    x = k.layers.DepthwiseConv1D(3, padding="same", name="depthwise")(x)
    x = k.layers.SeparableConv1D(6, 3, padding="same", name="separable")(x)
    x = k.layers.SpatialDropout1D(0.1, name="spatial")(x)
    left = k.layers.MaxPooling1D(2, name="max")(x)
    right = k.layers.AveragePooling1D(2, name="average")(x)
    mean = k.layers.Average(name="mean")([left, right])
    least = k.layers.Minimum(name="least")([left, right])
    x = k.layers.Subtract(name="difference")([mean, least])
    x = k.layers.Cropping1D(1, name="crop")(x)
    x = k.layers.UpSampling1D(2, name="up")(x)
    x = k.layers.Conv1DTranspose(4, 3, name="transposed")(x)
    x = k.layers.ELU(0.5, name="elu")(x)
    a = k.layers.GlobalMaxPooling1D(name="highest")(x)
    b = k.layers.GlobalAveragePooling1D(name="middle")(x)
    similar = k.layers.Dot(axes=1, normalize=True, name="similar")([a, b])
    repeated = k.layers.RepeatVector(3, name="repeat")(similar)
    return k.Model(steps, [similar, k.layers.Flatten(name="flat")(repeated)], name="sequences")


def words(k):
    """Recurrent layers, whose masks Keras 3 writes into the file and Keras 2 passes on unseen."""
    numbers = k.Input((6,), dtype="int32", name="numbers")
    x = k.layers.Embedding(10, 4, mask_zero=True, name="embedding")(numbers)
    x = k.layers.Bidirectional(k.layers.LSTM(3, return_sequences=True), name="both_ways")(x)
    x = k.layers.Dropout(0.1, name="dropout")(x)
    x = k.layers.TimeDistributed(k.layers.Dense(4, activation="relu"), name="each_step")(x)
    middle = k.layers.GlobalAveragePooling1D(name="middle")(x)
    x = k.layers.GRU(3, return_sequences=True, name="gru")(x)
    x = k.layers.SimpleRNN(2, name="simple")(x)
    return k.Model(numbers, [x, middle], name="words")


def translate(k):
    """States from one layer to another, attention of several inputs, a Masking layer."""
    source = k.Input((5, 3), name="source")
    target = k.Input((4, 3), name="target")
    encoded, *states = k.layers.LSTM(4, return_sequences=True, return_state=True, name="encoder")(source)
    decoded = k.layers.LSTM(4, return_sequences=True, name="decoder")(target, initial_state=states)
    seen = k.layers.MultiHeadAttention(2, 3, name="heads")(decoded, encoded, use_causal_mask=True)
    more = k.layers.Attention(use_scale=True, name="attention")([decoded, encoded])
    x = k.layers.Add(name="sum")([seen, more])
    x = k.layers.LayerNormalization(name="norm")(x)
    masked = k.layers.Masking(0.0, name="masking")(source)
    last = k.layers.Bidirectional(k.layers.GRU(2), merge_mode="sum", name="last")(masked)
    return k.Model([source, target], [x, last], name="translate")


def weights_of(model, path=""):
    """Every weight with a name that both generations agree on."""
    for layer in model.layers:
        name = f"{path}{layer.name}"
        if hasattr(layer, "layers"):
            yield from weights_of(layer, f"{name}/")
            continue
        for weight in layer.weights:
            role = weight.name.split("/")[-1].split(":")[0]
            if "depthwise" in name:
                role = role.replace("depthwise_kernel", "kernel")
            yield f"{name}/{role}", weight


def draw(model):
    """The same random weights for the same names: fresh ones are zeros and ones in places, and would hide mistakes."""
    seen = {}
    for name, weight in weights_of(model):
        if name.startswith("adapted/"):
            continue
        # Layers within a layer have weights of equal names.
        seen[name] = seen.get(name, 0) + 1
        key = name if seen[name] == 1 else f"{name} {seen[name]}"
        random = np.random.default_rng(zlib.crc32(key.encode()))
        shape = tuple(weight.shape)
        positive = name.split("/")[-1] in ("gamma", "moving_variance")
        weight.assign(exact(random.uniform(0.5, 1.5, shape) if positive else random.normal(0, 0.5, shape)))


def save(build, layouts):
    models = {"k3": build(keras), "k2": build(tf_keras)}
    name = build.__name__
    for generation, model in models.items():
        draw(model)
        model.compile("sgd", "mse")
        path = f"{OUT}/{name}.{generation}"
        if "keras" in layouts:
            model.save(f"{path}.keras")
        if "h5" in layouts:
            model.save(f"{path}.h5")
        if "weights.h5" in layouts:
            model.save_weights(f"{path}.weights.h5")
        if "legacy-weights.h5" in layouts:
            with h5py.File(f"{path}.legacy-weights.h5", "w") as file:
                if generation == "k2":
                    tf_keras.src.saving.legacy.hdf5_format.save_weights_to_hdf5_group(file, model)
                else:
                    legacy_h5_format.save_weights_to_hdf5_group(file, model)
        if "json" in layouts:
            with open(f"{path}.json", "w") as file:
                file.write(model.to_json())
    random = np.random.default_rng(7)
    spread = 100 if name == "plain" else 1
    inputs = [exact(random.normal(0, spread, (2, *tensor.shape[1:]))) for tensor in models["k3"].inputs]
    if name == "words":
        inputs = [np.array([[3, 1, 4, 1, 0, 0], [9, 2, 6, 5, 3, 5]], np.int32)]
    if name == "translate":
        inputs[0][0, 3:] = 0
    outputs = models["k3"].predict(inputs, verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    others = models["k2"].predict(inputs, verbose=0)
    for one, other in zip(outputs, others if isinstance(others, list) else [others]):
        assert np.abs(one - other).max() < 1e-5, f"{name}: the generations disagree"
    tensors = {f"x{i}": value for i, value in enumerate(inputs)} | {f"y{i}": value for i, value in enumerate(outputs)}
    save_file(tensors, f"{OUT}/{name}.safetensors", metadata={"tool": TOOLS})


def chunked_attributes():
    """Names longer than an object header are cut into `layer_names0`, `layer_names1`, …: here from 40 bytes on."""
    model = plain(keras)
    draw(model)
    legacy_h5_format.HDF5_OBJECT_HEADER_LIMIT = 40
    with h5py.File(f"{OUT}/plain.k3.chunked-weights.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    legacy_h5_format.HDF5_OBJECT_HEADER_LIMIT = 64512


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    everything = ("keras", "h5", "weights.h5", "legacy-weights.h5", "json")
    save(plain, everything)
    save(branches, everything)
    save(deep, ("keras", "h5", "weights.h5"))
    save(pictures, ("keras", "h5"))
    save(sequences, ("keras", "h5"))
    save(words, ("keras", "h5", "weights.h5"))
    save(translate, ("keras", "h5"))
    chunked_attributes()
    print(TOOLS, f"safetensors {safetensors.__version__}", file=sys.stderr)
