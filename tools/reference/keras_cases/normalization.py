"""Normalisation, with what it learned and with the statistics at hand."""

from keras import layers


def add_cases(cases):
    add_batch_normalization(cases)
    cases.add("last axis", layers.LayerNormalization(), (2, 3, 5))
    cases.add("2-D input, epsilon 1e-6", layers.LayerNormalization(epsilon=1e-6), (3, 5))
    cases.add("axis 1", layers.LayerNormalization(axis=1), (2, 3, 4))
    cases.add("two axes together", layers.LayerNormalization(axis=(1, -1)), (2, 3, 2, 4))
    cases.add("no scale", layers.LayerNormalization(scale=False), (2, 3, 5))
    cases.add("no center", layers.LayerNormalization(center=False), (2, 3, 5))
    cases.add("neither", layers.LayerNormalization(center=False, scale=False), (2, 3, 5))
    cases.add("2 groups", layers.GroupNormalization(2), (2, 3, 2, 6))
    cases.add("3 groups, axis 1, epsilon 1e-5", layers.GroupNormalization(3, axis=1, epsilon=1e-5), (2, 6, 3, 2))
    cases.add("as many as channels, no scale", layers.GroupNormalization(-1, scale=False), (2, 3, 2, 4))
    cases.add("1 group, no center", layers.GroupNormalization(1, center=False), (2, 5, 4))
    cases.add("last axis", layers.RMSNormalization(), (2, 3, 5))
    cases.add("epsilon 0.1", layers.RMSNormalization(epsilon=0.1), (3, 5))
    cases.add("last axis", layers.UnitNormalization(), (2, 3, 4))
    cases.add("axis 1", layers.UnitNormalization(axis=1), (2, 3, 4))
    cases.add("two axes together", layers.UnitNormalization(axis=(1, 2)), (2, 3, 4))


def add_batch_normalization(cases):
    for scale in (True, False):
        for center in (True, False):
            name = f"{'scale' if scale else 'no scale'}, {'center' if center else 'no center'}"
            cases.add(name, layers.BatchNormalization(scale=scale, center=center), (3, 4, 3, 4))
    cases.add("epsilon 1e-5, momentum 0.9", layers.BatchNormalization(epsilon=1e-5, momentum=0.9), (2, 3, 4, 3))
    cases.add("2-D input", layers.BatchNormalization(), (6, 5))
