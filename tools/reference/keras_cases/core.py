"""Dense layers."""

from keras import layers


def add_cases(cases):
    cases.add("bias", layers.Dense(4), (3, 5))
    cases.add("no bias", layers.Dense(4, use_bias=False), (3, 5))
    cases.add("relu", layers.Dense(4, activation="relu"), (3, 5))
    cases.add("softmax", layers.Dense(4, activation="softmax"), (3, 5))
    cases.add("sigmoid", layers.Dense(1, activation="sigmoid"), (3, 5))
    cases.add("3-D input", layers.Dense(4), (2, 3, 5))
    cases.add("3-D input, no bias, softmax", layers.Dense(4, use_bias=False, activation="softmax"), (2, 3, 5))
