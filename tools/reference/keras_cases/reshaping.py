"""Layers that give values another shape, or more room."""

from keras import layers


def add_cases(cases):
    cases.add("1", layers.ZeroPadding2D(1), (1, 3, 4, 2), written={"padding": 1})
    cases.add("1 and 2", layers.ZeroPadding2D((1, 2)), (1, 3, 4, 2), written={"padding": [1, 2]})
    cases.add("asymmetrical", layers.ZeroPadding2D(((0, 1), (2, 3))), (1, 3, 4, 2))
    cases.add("4-D input", layers.Flatten(), (2, 3, 2, 4))
    cases.add("2-D input", layers.Flatten(), (2, 6))
    cases.add("two axes", layers.Reshape((4, 6)), (2, 3, 8))
    cases.add("one axis left open", layers.Reshape((-1, 2)), (2, 3, 4))
    cases.add("vector to image", layers.Reshape((1, 1, 6)), (2, 6))
