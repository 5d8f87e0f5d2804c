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
    cases.add("swaps two axes", layers.Permute((2, 1)), (2, 3, 4))
    cases.add("channels first", layers.Permute((3, 1, 2)), (2, 3, 4, 2))
    cases.add("three times", layers.RepeatVector(3), (2, 5))
    cases.add("1", layers.ZeroPadding1D(1), (2, 3, 2), written={"padding": 1})
    cases.add("asymmetrical", layers.ZeroPadding1D((0, 2)), (2, 3, 2))
    cases.add("default", layers.Cropping1D(), (2, 5, 2))
    cases.add("at the end", layers.Cropping1D((0, 2)), (2, 5, 2))
    cases.add("1", layers.Cropping2D(1), (1, 5, 4, 2), written={"cropping": 1})
    cases.add("1 and 0", layers.Cropping2D((1, 0)), (1, 5, 4, 2), written={"cropping": [1, 0]})
    cases.add("asymmetrical", layers.Cropping2D(((0, 2), (1, 0))), (1, 5, 4, 2))
    cases.add("twice", layers.UpSampling1D(2), (2, 3, 2))
    cases.add("three times", layers.UpSampling1D(3), (2, 3, 2))
    for interpolation in ("nearest", "bilinear"):
        cases.add(f"twice, {interpolation}", layers.UpSampling2D(2, interpolation=interpolation), (2, 3, 2, 2))
        cases.add(f"3 and 2 times, {interpolation}", layers.UpSampling2D((3, 2), interpolation=interpolation), (1, 3, 5, 2))
    cases.add("1 and 4 times, bilinear", layers.UpSampling2D((1, 4), interpolation="bilinear"), (1, 3, 4, 2))
