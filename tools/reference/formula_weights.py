"""Weights by a formula that graft's tests compute too, so that a fixture holds outputs and not a hundred million weights.

Tools: numpy. Imported by the other scripts of this folder; `packages/backbones/test/formula-weights.ts` says the same.

Element i (row-major) of the weight called name, "layer/role", comes from 32-bit hashing: x = FNV-1a(name) + i * 0x9E3779B9, mixed
as by the end of MurmurHash3; r = 2 * (x >> 8) / 2^24 - 1, from -1 to 1. Then, in float64 and rounded to float32:

    kernel            r * sqrt(6 / fan_in), He's uniform limit; fan_in is rows * columns * inputs, of a depthwise kernel rows * columns
    bias, beta        r / 10
    moving_mean       r / 10
    gamma             1 + r / 5
    moving_variance   1 + r / 2
"""

import numpy as np


def spread(name, size):
    """`size` numbers from -1 to 1, decided by the name."""
    seed = 0x811C9DC5
    for byte in name.encode("utf-8"):
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    x = (np.uint32(seed) + np.arange(size, dtype=np.uint32) * np.uint32(0x9E3779B9)).astype(np.uint32)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x85EBCA6B)
    x ^= x >> np.uint32(13)
    x *= np.uint32(0xC2B2AE35)
    x ^= x >> np.uint32(16)
    return 2.0 * (x >> np.uint32(8)) / 2.0**24 - 1.0


def weight(layer, role, shape, depthwise=False):
    """The weight `layer/role`, float32."""
    r = spread(f"{layer}/{role}", int(np.prod(shape))).reshape(shape)
    if role == "kernel":
        window = shape[:-2] if depthwise else shape[:-1]
        return (r * np.sqrt(6.0 / np.prod(window))).astype(np.float32)
    if role in ("bias", "beta", "moving_mean"):
        return (r / 10.0).astype(np.float32)
    return (1.0 + r / {"gamma": 5.0, "moving_variance": 2.0}[role]).astype(np.float32)


def fill(model):
    """Gives a Keras model those weights, by its own layer names."""
    for layer in model.layers:
        depthwise = type(layer).__name__ == "DepthwiseConv2D"
        for variable in layer.weights:
            variable.assign(weight(layer.name, variable.name, tuple(variable.shape), depthwise))
