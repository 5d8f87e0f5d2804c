"""Pooling, over windows and over everything."""

from keras import layers


def add_cases(cases):
    for pooling in (layers.MaxPooling2D, layers.AveragePooling2D):
        cases.add("2x2 valid, odd size", pooling(2), (1, 5, 7, 2))
        cases.add("2x2 same, odd size", pooling(2, padding="same"), (1, 5, 7, 2))
        cases.add("3x3 stride 2 same, even size", pooling(3, strides=2, padding="same"), (1, 6, 8, 2))
        cases.add("3x3 stride 2 valid, even size", pooling(3, strides=2), (1, 6, 8, 2))
        cases.add("3x3 stride 1 same", pooling(3, strides=1, padding="same"), (1, 5, 4, 2))
        cases.add("3x2 stride 2x1 same", pooling((3, 2), strides=(2, 1), padding="same"), (1, 5, 4, 2))
    for pooling in (layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D):
        cases.add("flat", pooling(), (2, 3, 5, 4))
        cases.add("keepdims", pooling(keepdims=True), (2, 3, 5, 4))
    for pooling in (layers.MaxPooling1D, layers.AveragePooling1D):
        cases.add("2 valid, odd size", pooling(2), (2, 7, 2))
        cases.add("2 same, odd size", pooling(2, padding="same"), (2, 7, 2))
        cases.add("3 stride 2 same, even size", pooling(3, strides=2, padding="same"), (2, 6, 2))
        cases.add("3 stride 1 same", pooling(3, strides=1, padding="same"), (2, 5, 2))
        cases.add("2 stride 3 valid", pooling(2, strides=3), (2, 8, 2))
    for pooling in (layers.GlobalAveragePooling1D, layers.GlobalMaxPooling1D):
        cases.add("flat", pooling(), (2, 5, 4))
        cases.add("keepdims", pooling(keepdims=True), (2, 5, 4))
