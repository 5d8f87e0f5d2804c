"""Layers that prepare data."""

from keras import layers


def add_cases(cases):
    cases.add("0..255 to -1..1", layers.Rescaling(1 / 127.5, offset=-1), (1, 3, 3, 3), spread=100)
    cases.add("scale only", layers.Rescaling(1 / 255), (1, 3, 3, 3), spread=100)
