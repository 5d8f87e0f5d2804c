"""Layers that act in training alone."""

from keras import layers


def add_cases(cases):
    cases.add("inference", layers.Dropout(0.5), (2, 6))
    cases.add("inference", layers.SpatialDropout1D(0.5), (2, 3, 2))
    cases.add("inference", layers.SpatialDropout2D(0.5), (2, 3, 2, 2))
    cases.add("inference", layers.AlphaDropout(0.5), (2, 6))
    cases.add("inference", layers.GaussianDropout(0.5), (2, 6))
    cases.add("inference", layers.GaussianNoise(0.5), (2, 6))
    cases.add("l1 and l2", layers.ActivityRegularization(l1=0.1, l2=0.2), (2, 3, 2))
    cases.add("none", layers.ActivityRegularization(), (2, 6))
