"""Layers of several inputs."""

from keras import layers


def add_cases(cases):
    cases.add("two", layers.Add(), (2, 3, 4, 2), (2, 3, 4, 2))
    cases.add("three", layers.Add(), (2, 5), (2, 5), (2, 5))
    cases.add("fewer axes", layers.Add(), (2, 3, 4, 2), (2, 2))
    cases.add("two", layers.Multiply(), (2, 3, 4, 2), (2, 3, 4, 2))
    cases.add("channels by one gate each", layers.Multiply(), (2, 3, 4, 2), (2, 1, 1, 2))
    cases.add("last axis", layers.Concatenate(), (1, 3, 2, 2), (1, 3, 2, 3))
    cases.add("axis 1, three", layers.Concatenate(axis=1), (2, 1, 3), (2, 2, 3), (2, 3, 3))
    cases.add("axis -2", layers.Concatenate(axis=-2), (1, 2, 2, 3), (1, 2, 1, 3))
    cases.add("two", layers.Subtract(), (2, 3, 2), (2, 3, 2))
    cases.add("fewer axes", layers.Subtract(), (2, 2), (2, 3, 2))
    cases.add("three", layers.Average(), (2, 3, 2), (2, 3, 2), (2, 1, 2))
    for merge in (layers.Maximum, layers.Minimum):
        cases.add("three", merge(), (2, 3, 2), (2, 3, 2), (2, 3, 2))
        cases.add("an axis of length 1", merge(), (2, 3, 2), (2, 1, 2))
    cases.add("vectors", layers.Dot(axes=1), (3, 4), (3, 4))
    cases.add("vectors, normalized", layers.Dot(axes=-1, normalize=True), (3, 4), (3, 4))
    cases.add("matrices", layers.Dot(axes=(2, 1)), (2, 3, 4), (2, 4, 5))
    cases.add("matrices, first axes", layers.Dot(axes=1), (2, 4, 3), (2, 4, 5))
    cases.add("matrices, last axes, normalized", layers.Dot(axes=(-1, 2), normalize=True), (2, 3, 4), (2, 5, 4))
    cases.add("vector and matrix", layers.Dot(axes=(1, 2)), (2, 4), (2, 3, 4))
    cases.add("four axes", layers.Dot(axes=(2, 1)), (2, 3, 4, 2), (2, 4, 3))
