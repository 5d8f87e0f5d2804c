"""Layers that act in training alone."""

from keras import layers


def add_cases(cases):
    cases.add("inference", layers.Dropout(0.5), (2, 6))
