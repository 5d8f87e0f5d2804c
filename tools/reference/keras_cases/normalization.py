"""Normalisation, with what it learned and with the statistics at hand."""

from keras import layers


def add_cases(cases):
    for scale in (True, False):
        for center in (True, False):
            name = f"{'scale' if scale else 'no scale'}, {'center' if center else 'no center'}"
            cases.add(name, layers.BatchNormalization(scale=scale, center=center), (3, 4, 3, 4))
    cases.add("epsilon 1e-5, momentum 0.9", layers.BatchNormalization(epsilon=1e-5, momentum=0.9), (2, 3, 4, 3))
    cases.add("2-D input", layers.BatchNormalization(), (6, 5))
