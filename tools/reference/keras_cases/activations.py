"""Activations, as layers and by name."""

from keras import layers


def add_cases(cases):
    cases.add("plain", layers.ReLU(), (2, 4, 3), spread=4)
    cases.add("max_value 6", layers.ReLU(max_value=6), (2, 4, 3), spread=6)
    cases.add("negative_slope 0.2", layers.ReLU(negative_slope=0.2), (2, 4, 3), spread=4)
    cases.add("threshold 1", layers.ReLU(threshold=1), (2, 4, 3), spread=4)
    cases.add(
        "max_value 6, negative_slope 0.1, threshold 0.5",
        layers.ReLU(max_value=6, negative_slope=0.1, threshold=0.5),
        (2, 4, 3),
        spread=8,
    )
    names = "relu relu6 sigmoid softmax tanh linear swish silu hard_sigmoid hard_swish hard_silu gelu elu"
    for name in names.split():
        cases.add(name, layers.Activation(name), (3, 8), spread=4, written={"activation": name})
    cases.add("last axis", layers.Softmax(), (2, 3, 4), spread=2)
    cases.add("axis 1", layers.Softmax(axis=1), (2, 3, 4), spread=2)
