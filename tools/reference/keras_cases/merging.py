"""Layers of several inputs."""

from keras import layers


def add_cases(cases):
    cases.add("two", layers.Add(), (2, 3, 4, 2), (2, 3, 4, 2))
    cases.add("three", layers.Add(), (2, 5), (2, 5), (2, 5))
    cases.add("two", layers.Multiply(), (2, 3, 4, 2), (2, 3, 4, 2))
    cases.add("channels by one gate each", layers.Multiply(), (2, 3, 4, 2), (2, 1, 1, 2))
    cases.add("last axis", layers.Concatenate(), (1, 3, 2, 2), (1, 3, 2, 3))
    cases.add("axis 1, three", layers.Concatenate(axis=1), (2, 1, 3), (2, 2, 3), (2, 3, 3))
